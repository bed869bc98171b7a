"""Pages of account."""
