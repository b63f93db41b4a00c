"""What is sent and shown to people who were not there: digest, charts."""
