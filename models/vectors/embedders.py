"""Which embedder a name stands for."""

from models.vectors.sentences import SentenceEmbedder
from models.vectors.vectors import Embedder, LexicalEmbedder, StaticEmbedder

STATIC, LEXICAL = "static", "lexical"


def open_embedder(name: str, random_state: int = 0) -> Embedder:
    """``static``, ``lexical``, or the folder of a sentence model.

    Raises EmbedderError when the folder holds no model that can be used.
    """
    if name == STATIC:
        return StaticEmbedder()
    if name == LEXICAL:
        return LexicalEmbedder(random_state=random_state)
    return SentenceEmbedder(name)
