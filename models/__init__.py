"""Text models: texts and labels in, arrays and frozen results out.

Nothing here knows of a database, a web page or the rest of the product. The
public names load on first use, so that importing this package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.assigner import Assigner, Placement
    from models.copies import group_near_duplicates
    from models.discovery import Discovery, TopicSketch, discover
    from models.errors import (
        ArtifactError,
        ModelError,
        NotEnoughData,
        NotFitted,
    )
    from models.found_passages import Passage
    from models.passages import Span
    from models.similarity import find_similar
    from models.tone import Tone, ToneLessons, ToneScore, score_tone
    from models.tone_learning import learn_tone

_HOMES = {
    "Assigner": "assigner",
    "Placement": "assigner",
    "Discovery": "discovery",
    "Passage": "found_passages",
    "TopicSketch": "discovery",
    "discover": "discovery",
    "ArtifactError": "errors",
    "ModelError": "errors",
    "NotEnoughData": "errors",
    "NotFitted": "errors",
    "Span": "passages",
    "find_similar": "similarity",
    "group_near_duplicates": "copies",
    "Tone": "tone",
    "ToneLessons": "tone",
    "ToneScore": "tone",
    "learn_tone": "tone_learning",
    "score_tone": "tone",
}

__all__ = [
    "ArtifactError",
    "Assigner",
    "Discovery",
    "ModelError",
    "NotEnoughData",
    "NotFitted",
    "Passage",
    "Placement",
    "Span",
    "Tone",
    "ToneLessons",
    "ToneScore",
    "TopicSketch",
    "discover",
    "find_similar",
    "group_near_duplicates",
    "learn_tone",
    "score_tone",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
