"""What an action says before its start, and what it should know by then."""
