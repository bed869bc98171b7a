"""Rules of discovery and use; no database, no clock."""
