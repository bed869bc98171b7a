"""Accounts, grants, keys and the tree of units: what the separated administrators keep."""
