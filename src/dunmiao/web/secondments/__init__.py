"""Pages of secondments."""
