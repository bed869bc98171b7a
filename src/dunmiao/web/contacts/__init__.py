"""Pages of the directory: coverage, entries, custody, duplicates, cards in and out."""
