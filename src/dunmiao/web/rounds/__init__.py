"""Pages of a round as a whole."""
