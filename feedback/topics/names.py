"""What a topic may be called: no two that speak for themselves share a name."""

from collections.abc import Sequence

from feedback.errors import Refused
from feedback.store import Store

LONGEST_NAME = 120


def check_name(store: Store, name: str, topic_id: int | None) -> None:
    """Raise Refused for a name that is empty, too long or another topic's.

    ``topic_id`` is the topic that is to have it, None for a new one.
    """
    if not name:
        raise Refused("Give the topic a name.")
    if len(name) > LONGEST_NAME:
        raise Refused(f"A name has at most {LONGEST_NAME} characters.")
    other = _other_named(store, name, topic_id)
    if other is not None:
        raise Refused(f"There is a topic “{other}” already; merge instead.")


def check_free_name(store: Store, name: str) -> str:
    """Return a name for a new topic, tidied; raises Refused when it cannot be used."""
    name = " ".join(name.split())
    check_name(store, name, topic_id=None)
    return name


def check_name_left(store: Store, name: str, topic_id: int) -> None:
    """Raise Refused when another topic took the name that this one had before."""
    other = _other_named(store, name, topic_id)
    if other is not None:
        raise Refused(
            f"Another topic is called “{other}” by now; give that one another "
            "name first, then try again."
        )


def unused_name(store: Store, name: str, words: Sequence[str]) -> str:
    """Return a name that a model gave, told apart from names in use by a word."""
    name = " ".join(name.split())[:LONGEST_NAME] or "Unnamed topic"
    taken = {name.casefold() for name in store.topics.find_names().values()}
    telling = [word for word in words if word.casefold() not in name.casefold()]
    candidates = [name, *(f"{name} ({word})" for word in telling)]
    candidates += [f"{name} ({number})" for number in range(2, len(taken) + 3)]
    return next(one for one in candidates if one.casefold() not in taken)


def _other_named(store: Store, name: str, topic_id: int | None) -> str | None:
    same = (
        other
        for other_id, other in store.topics.find_names().items()
        if other_id != topic_id and other.casefold() == name.casefold()
    )
    return next(same, None)
