"""Acts of discovery and use."""
