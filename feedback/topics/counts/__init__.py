"""How often topics are written about, and what follows from it."""
