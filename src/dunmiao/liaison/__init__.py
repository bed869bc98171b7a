"""Ties that outlast a term: the directory of contacts, who keeps them, and how well they cover."""
