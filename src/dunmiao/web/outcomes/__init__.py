"""Pages of outcomes: the funnel, one outcome, reporting, targets."""
