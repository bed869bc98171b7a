"""Dunmiao 墩苗: a city's cadre secondment and development mechanism."""
