"""Pages of the rule desk."""
