"""What may be done with contacts: each act is one transaction."""
