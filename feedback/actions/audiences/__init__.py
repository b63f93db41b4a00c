"""For whom an action is: who is in, who is left alone, who was told and who answers."""
