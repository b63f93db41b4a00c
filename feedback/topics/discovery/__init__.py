"""What a run of the text models finds, and how it meets the topics there are."""
