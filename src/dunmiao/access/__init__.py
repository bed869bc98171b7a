"""Who may do what, in which scope of rows, and the record of who did it."""
