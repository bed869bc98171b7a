"""The same acts over JSON, for scripts and other systems: every refusal as on the pages."""
