"""Pages of letter templates."""
