"""Feedback to home units at the end of a term."""
