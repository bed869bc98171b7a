"""The board of what is owed."""
