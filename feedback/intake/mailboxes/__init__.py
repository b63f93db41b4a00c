"""Fetching from mailboxes, on request and on a schedule."""
