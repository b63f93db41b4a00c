"""Chance that can be repeated: each stream of a world has its own generator."""

from random import Random


def start_chance(world: str, stream: str) -> Random:
    """Return the generator of ``stream``; the same names give the same draws."""
    return Random(f"{world}/{stream}")  # noqa: S311  samples, not secrets
