"""Writes of this room: plans and what is asked of them, pins, approval; the composing of teams."""
