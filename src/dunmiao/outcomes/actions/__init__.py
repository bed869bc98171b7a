"""What may be done with outcomes: each act is one transaction."""
