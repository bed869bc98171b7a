"""单位: the city, its tree of units, and the division codes they carry."""
