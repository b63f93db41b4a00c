"""Which letters say the same, and which speak of the same."""
