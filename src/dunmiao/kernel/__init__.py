"""Pure ground floor: findings, errors, spans of days, months, ranks."""
