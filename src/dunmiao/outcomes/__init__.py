"""Work brought home: outcomes with proof, a second unit's word, and exact shares."""
