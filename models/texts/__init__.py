"""What a text consists of: words, languages, passages, and the same text again."""
