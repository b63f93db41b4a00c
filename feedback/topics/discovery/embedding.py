"""How letters are compared when topics are found: the setting ``embedder``."""

from pathlib import Path
from typing import TYPE_CHECKING

from feedback.errors import InvalidSetting

if TYPE_CHECKING:
    from models.vectors.vectors import Embedder

STATIC, LEXICAL = "static", "lexical"
MODEL_VERSION = "passages-2"


def open_chosen(embedder: str, random_state: int) -> "Embedder":
    """Return the embedder that a setting names.

    Raises InvalidSetting when a folder holds no sentence model that can be used.
    """
    from models.errors import EmbedderError
    from models.vectors.embedders import open_embedder

    try:
        return open_embedder(embedder, random_state)
    except EmbedderError as error:
        raise InvalidSetting(f"POSTBAG_EMBEDDER: {error}") from error


def version_of(embedder: str) -> str:
    """Return what a fit is recorded as made with, without the path of a folder."""
    if embedder in (STATIC, LEXICAL):
        return f"{MODEL_VERSION}, {embedder} vectors"
    return f"{MODEL_VERSION}, sentence model {Path(embedder).resolve().name}"
