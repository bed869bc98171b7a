"""Measurements: ratios beside a named peer and budgets, printed; never a timed test."""
