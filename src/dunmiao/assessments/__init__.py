"""考察考核: rounds of ballots that nobody can tie to a voter, panels, annual grades and their quota."""
