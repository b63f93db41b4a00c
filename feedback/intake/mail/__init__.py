"""Mails become drafts: what a person wrote, and when, and to which conversation."""
