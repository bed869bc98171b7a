"""Pages of rounds of ballots: set-up, sessions, sheets, results."""
