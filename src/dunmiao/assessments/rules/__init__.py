"""Pure judgement about rounds of ballots: schemes, sheets, secrecy, and who may take part."""
