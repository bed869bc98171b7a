"""The harvest in people: what is seen day by day, who is found, what came of it."""
