"""Pure codecs: bytes and text in, plain values and findings out; no Django, no database."""
