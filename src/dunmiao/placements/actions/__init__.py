"""Writes of this room: plans and their runs; the composing of teams."""
