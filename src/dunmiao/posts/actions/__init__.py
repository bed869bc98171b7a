"""The acts on programmes, posts and teams."""
