"""Both harvests on the pages."""
