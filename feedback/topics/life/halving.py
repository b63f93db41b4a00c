"""Two halves of a topic, as the models see them: proposed, for a person to decide."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from feedback.errors import Refused
from feedback.store import Store
from feedback.store.proposals import Group, Proposal, Suggestion
from feedback.topics.alike.closeness import embed_texts
from feedback.topics.discovery.placing import SMALLEST_TOPIC
from feedback.topics.discovery.suggesting import find_letters_on
from feedback.topics.names import unused_name
from feedback.topics.speaking import speaking_id
from feedback.types import Quote

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SAMPLES = 4


@dataclass(frozen=True, slots=True)
class Halves:
    """A proposed split: ``leaving`` becomes a topic of its own, ``staying`` does not.

    Both are a few typical letters; ``stay`` counts all letters that stay.
    """

    proposal: Proposal
    leaving: tuple[Quote, ...]
    staying: tuple[Quote, ...]
    stay: int


def propose_halves(store: Store, topic_id: int, random_state: int = 0) -> int:
    """Propose to split a topic in two and return the proposal's id; nothing moves.

    Two-means over the passages that put the letters there, by meaning and by words.
    What people or rules put there stays. Raises NotFound, or Refused when there are
    too few letters or no two halves.
    """
    root_id = speaking_id(store, topic_id)
    fit = store.fits.find_latest()
    passages = store.assignments.find_passages(root_id)
    if fit is None or len(passages) < 2 * SMALLEST_TOPIC:
        raise Refused("The models placed too few letters here to see two halves.")
    group = _smaller_half(passages, random_state)
    name = unused_name(store, group.name, group.keywords)
    group = replace(group, name=name)
    letters = len(find_letters_on(store, root_id))
    suggestion = Suggestion(
        "split",
        root_id,
        len(group.letter_ids) / max(letters, 1),
        len(group.letter_ids),
        groups=(group,),
        sample_ids=group.letter_ids[:SAMPLES],
    )
    return store.proposals.propose(fit.id, suggestion)


def as_it_stands(store: Store, proposal: Proposal) -> Proposal:
    """Return a split as it would go now, anything else as it is.

    Since the models saw the groups, letters were placed anew, filed by people, or
    taken out; a name may be another topic's by now.
    """
    if proposal.kind != "split":
        return proposal
    placed = store.assignments.find_passages(proposal.topic_id)
    movable = {one for one, _ in placed}.difference(
        store.rules.find_said(proposal.topic_id)
    )
    groups = tuple(
        replace(
            group,
            name=unused_name(store, group.name, group.keywords),
            letter_ids=tuple(one for one in group.letter_ids if one in movable),
        )
        for group in proposal.groups
    )
    leaving = sum(len(group.letter_ids) for group in groups)
    total = len(find_letters_on(store, proposal.topic_id))
    return replace(
        proposal,
        groups=groups,
        letters=leaving,
        overlap_share=leaving / max(total, 1),
        sample_ids=tuple(one for g in groups for one in g.letter_ids[:SAMPLES]),
    )


def find_halves(store: Store, topic_id: int) -> tuple[Halves, ...]:
    """Return the proposed splits of a topic that wait for a person."""
    return tuple(
        _halves(store, as_it_stands(store, proposal))
        for proposal in store.proposals.find_open()
        if proposal.kind == "split" and proposal.topic_id == topic_id
    )


def _halves(store: Store, proposal: Proposal) -> Halves:
    leaving = {one for group in proposal.groups for one in group.letter_ids}
    passages = store.assignments.find_passages(proposal.topic_id)
    staying = [one for one, _ in passages if one not in leaving]
    said = partial(store.quotes.find_said_on, proposal.topic_id)
    return Halves(
        proposal,
        said(proposal.sample_ids[:SAMPLES]),
        said(staying[:SAMPLES]),
        len(find_letters_on(store, proposal.topic_id) - leaving),
    )


def _smaller_half(passages: Sequence[tuple[int, str]], random_state: int) -> Group:
    """Return the smaller half, its most typical letters first, with a name."""
    import numpy as np

    from models.naming.names import name_topics
    from models.texts.passages import blank_masks

    texts = [blank_masks(text) for _, text in passages]
    labels, closeness = _two_means(texts, random_state)
    sizes = np.bincount(labels, minlength=2)
    smaller = int(sizes.argmin())
    if sizes[smaller] < SMALLEST_TOPIC:
        raise Refused("These letters do not fall into two halves.")
    name, keywords, *_ = name_topics(texts.__getitem__, labels, closeness)[smaller]
    rows = np.flatnonzero(labels == smaller)
    typical = rows[np.argsort(-closeness[rows], kind="stable")]
    return Group(name, tuple(passages[row][0] for row in typical), tuple(keywords))


def _two_means(
    texts: Sequence[str], random_state: int
) -> "tuple[NDArray[np.int64], NDArray[np.float32]]":
    """Return a label 0 or 1 and the closeness to its centre per text, both (n,)."""
    import numpy as np
    from sklearn.cluster import KMeans

    rows = embed_texts(texts, random_state)
    if len(np.unique(rows, axis=0)) < 2:
        raise Refused("These letters are all worded alike.")
    fitted = KMeans(2, n_init=10, random_state=random_state).fit(rows)
    labels = fitted.labels_.astype(np.int64)
    distances = np.linalg.norm(rows - fitted.cluster_centers_[labels], axis=1)
    return labels, (-distances).astype(np.float32)
