"""Sources as people see and set them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from feedback.types.privacy import Protection
from feedback.types.states import SourceKind


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """Where letters come from; ``reading`` is how a person had its tables read."""

    id: int
    name: str
    kind: SourceKind
    letters: int
    imports: int
    latest_import_at: datetime | None
    protection: Protection
    reading: Mapping[str, object]
