"""Programmes, the papers they rest on, posts with requirements, key-project teams."""
