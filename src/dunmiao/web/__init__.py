"""Pages for people: views read a form, call one action or selector, show the result."""
