"""Acts on cadre files: write a record, import with dry run, confirm and undo."""
