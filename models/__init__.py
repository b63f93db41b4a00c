"""Text models: texts and labels in, arrays and frozen results out.

Nothing here knows of a database, a web page or the rest of the product. The
public names load on first use, so that importing this package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.discovery.discovery import Discovery, TopicSketch, discover
    from models.errors import (
        ArtifactError,
        ModelError,
        NotEnoughData,
        NotFitted,
    )
    from models.filing.assigner import Assigner, Placement
    from models.texts.copies import group_near_duplicates
    from models.texts.found_passages import Passage
    from models.texts.passages import Span, passages
    from models.tone.learning import learn_tone
    from models.tone.scoring import Tone, ToneLessons, ToneScore, score_tone
    from models.vectors.similarity import find_similar

_HOMES = {
    "Assigner": "filing.assigner",
    "Placement": "filing.assigner",
    "Discovery": "discovery.discovery",
    "Passage": "texts.found_passages",
    "TopicSketch": "discovery.discovery",
    "discover": "discovery.discovery",
    "ArtifactError": "errors",
    "ModelError": "errors",
    "NotEnoughData": "errors",
    "NotFitted": "errors",
    "Span": "texts.passages",
    "passages": "texts.passages",
    "find_similar": "vectors.similarity",
    "group_near_duplicates": "texts.copies",
    "Tone": "tone.scoring",
    "ToneLessons": "tone.scoring",
    "ToneScore": "tone.scoring",
    "learn_tone": "tone.learning",
    "score_tone": "tone.scoring",
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
    "passages",
    "score_tone",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
