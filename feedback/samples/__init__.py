"""Sample letters: the demo world of a made-up notes app, with known truth."""

from feedback.samples.types import SampleWorld
from feedback.samples.world import sample_world

__all__ = ["SampleWorld", "sample_world"]
