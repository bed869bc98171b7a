"""干部: the cadre file, its search keys, imports with dry run and undo, exports."""
