"""Triage: moves between states, the search language, saved views."""
