"""Pages of key-project teams."""
