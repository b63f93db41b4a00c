"""How a letter sounds: anger, urgency, and whether its writer is about to leave."""
