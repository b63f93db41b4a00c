"""Sample letters: the demo world of a made-up notes app, with known truth."""

from feedback.samples.files import SampleFiles, write_files
from feedback.samples.mail import write_mail
from feedback.samples.types import SampleWorld
from feedback.samples.world import sample_world

__all__ = ["SampleFiles", "SampleWorld", "sample_world", "write_files", "write_mail"]
