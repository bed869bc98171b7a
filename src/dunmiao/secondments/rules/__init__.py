"""Judgements on nominations, terms, leave, relations and what is owed: pure."""
