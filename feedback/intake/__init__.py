"""Receiving letters: sources become drafts, drafts become letters."""
