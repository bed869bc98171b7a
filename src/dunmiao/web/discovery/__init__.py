"""Pages of discovery and use."""
