"""Rules of contacts: plain Python, no database, no clock."""
