"""Which sayings tell which tone."""

from models.tone.anger import SAYINGS as ANGER
from models.tone.leaving import SAYINGS as LEAVING

__all__ = ["ANGER", "LEAVING", "VERSION"]

VERSION = 6  # grows with any change of what is read, so that letters are read again
