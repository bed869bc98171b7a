"""The secondee's own pages, made for the phone."""
