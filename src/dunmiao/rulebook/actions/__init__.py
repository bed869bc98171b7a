"""The acts on rules."""
