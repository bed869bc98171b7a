"""What people do with rounds of ballots."""
