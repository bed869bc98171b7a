"""Acts on nominations, on exceptions, and on secondments."""
