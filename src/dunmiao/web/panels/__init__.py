"""Pages of panels: sending one, its route, a member's note, the report."""
