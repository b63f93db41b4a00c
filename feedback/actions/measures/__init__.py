"""What an action's own measure says by now: a proposed verdict in a sentence."""
