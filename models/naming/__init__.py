"""What topics are called, by the words of their letters."""
