"""Nominations with wishes, hosts' rankings, and the secondments that come of them."""
