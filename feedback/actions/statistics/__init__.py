"""What counts and shares can tell of a change, and how surely: pure numbers."""
