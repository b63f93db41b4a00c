"""What can go wrong in the text models, drawn as one tree.

ModelError
├── NotFitted         used before fit
├── NotEnoughData     too little to learn from
├── EmbedderError     a sentence model is missing, incomplete or unusable
└── ArtifactError     a saved model is damaged, foreign or stale
"""


class ModelError(Exception):
    """Base of everything the text models raise on purpose."""


class NotFitted(ModelError, ValueError):
    """A model was asked before it was fitted."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not fitted yet: call fit first")
        self.name = name


class NotEnoughData(ModelError, ValueError):
    """There is too little, or nothing, to learn from."""


class EmbedderError(ModelError, ValueError):
    """A sentence model cannot be used; the message says what is missing."""


class ArtifactError(ModelError, ValueError):
    """A saved model cannot be trusted or read; rebuild it from its letters."""
