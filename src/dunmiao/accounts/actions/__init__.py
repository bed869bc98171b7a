"""The acts of the administrators, and of everybody on his own account."""
