"""Tables of any kind become drafts, row by row."""
