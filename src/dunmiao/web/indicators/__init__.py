"""Figures of towns and projects on the pages."""
