"""Rules as dated data: what they ask, their source, how much they weigh, who verified them."""
