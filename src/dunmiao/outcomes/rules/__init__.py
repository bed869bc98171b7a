"""Rules of outcomes: plain Python, no database, no clock."""
