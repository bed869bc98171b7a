"""The example city: loaded through the import and the actions, never as fixtures."""
