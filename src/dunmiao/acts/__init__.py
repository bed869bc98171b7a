"""A business act declared once: who may, from which state, with what input, what it records."""
