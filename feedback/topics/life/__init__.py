"""What people make of topics and their letters, and how each step is taken back."""
