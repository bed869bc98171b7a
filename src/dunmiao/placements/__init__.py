"""Placement plans: frozen inputs, runs of the engine, pins, comparison, approval, issue."""
