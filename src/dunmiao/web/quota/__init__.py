"""Pages of the annual assessment: the ledger of a year, one pool, the person's own result."""
