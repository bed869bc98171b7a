"""Long work outside the request: one record, one runner, taken up again when its worker died."""
