"""The two pure engines: arrays in, results with their proof out; no Django, no clock of days."""
