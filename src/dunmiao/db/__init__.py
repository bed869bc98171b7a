"""Django below the nouns: embedded server, row-level security, history, ranges, fields."""
