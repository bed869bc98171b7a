"""Stored files (sealed on disk), numbers of official papers, letters from templates."""
