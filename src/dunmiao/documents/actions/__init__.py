"""The acts on templates of letters."""
