"""Deciding on what a refit proposes: a person accepts or dismisses each."""

from datetime import datetime

from feedback.errors import Refused
from feedback.store import Store
from feedback.store.proposals import Proposal
from feedback.topics.life import life
from feedback.topics.life.splitting import split_as_found
from feedback.topics.speaking import speaking_id
from feedback.types import TopicState


def accept_proposal(
    store: Store, proposal_id: int, person_id: int, moment: datetime
) -> tuple[int, ...]:
    """Do what a proposal says and return the events that undo it.

    Raises NotFound, or Refused when it is decided already.
    """
    with store.transaction():
        proposal = _open(store, proposal_id)
        event_ids = _follow(store, proposal, person_id, moment)
        store.proposals.keep_events(proposal_id, event_ids)
        store.proposals.decide(proposal_id, "accepted", person_id, moment)
    return event_ids


def dismiss_proposal(
    store: Store, proposal_id: int, person_id: int, moment: datetime
) -> Proposal:
    """Say no: no fit proposes it again until the topic has grown to twice its letters.

    A new topic is archived with its letters.
    """
    with store.transaction():
        proposal = _open(store, proposal_id)
        if proposal.kind == "new":
            reason = "Dismissed when a fit proposed it."
            life.archive(store, proposal.topic_id, reason, person_id, moment)
        store.proposals.decide(proposal_id, "dismissed", person_id, moment)
    return proposal


def reopen_proposal(
    store: Store, proposal_id: int, person_id: int, moment: datetime
) -> Proposal:
    """Put a dismissed proposal before people again."""
    with store.transaction():
        proposal = store.proposals.get_proposal(proposal_id)
        if proposal.state != "dismissed":
            raise Refused("Only what was dismissed can be put back.")
        if proposal.kind == "new":
            _propose_again(store, proposal.topic_id, moment)
        store.proposals.decide(proposal_id, "open", person_id, moment)
    return proposal


def _open(store: Store, proposal_id: int) -> Proposal:
    proposal = store.proposals.get_proposal(proposal_id)
    if proposal.state == "outdated":
        raise Refused("A later proposal has taken the place of this one; look again.")
    if proposal.state != "open":
        raise Refused(f"This proposal is {proposal.state} already.")
    if proposal_id not in {one.id for one in store.proposals.find_open()}:
        raise Refused(
            "Its topic was merged or archived meanwhile, so that nothing is left to "
            "decide. Undo that first if you want this instead."
        )
    return proposal


def _follow(
    store: Store, proposal: Proposal, person_id: int, moment: datetime
) -> tuple[int, ...]:
    """Do what a proposal says and return the events that came of it."""
    topic_id = proposal.topic_id
    if proposal.kind == "merge" and proposal.other_topic_id is not None:
        into_id = proposal.other_topic_id
        _check_listed(store, into_id)
        return (life.merge(store, topic_id, into_id, person_id, moment),)
    if proposal.kind == "split":
        return _split(store, proposal, person_id, moment)
    if proposal.kind == "retired":
        reason = "Not seen again by the latest fit."
        return (life.archive(store, topic_id, reason, person_id, moment),)
    if store.topics.get_topic(topic_id).state is TopicState.ESCALATING:
        return (life.activate(store, topic_id, "Accepted.", person_id, moment),)
    return (life.accept(store, topic_id, person_id, moment),)


def _check_listed(store: Store, into_id: int) -> None:
    """Raise Refused where a merge would take letters off the list unnoticed."""
    into = store.topics.get_topic(speaking_id(store, into_id))
    if into.state is TopicState.ARCHIVED:
        raise Refused(
            f"“{into.name}” is archived, and what is merged into it leaves the list. "
            "Put it back on the list first, or dismiss this."
        )


def _split(
    store: Store, proposal: Proposal, person_id: int, moment: datetime
) -> tuple[int, ...]:
    done = [
        split_as_found(store, proposal.topic_id, group, person_id, moment)
        for group in proposal.groups
    ]
    event_ids = tuple(event_id for event_id in done if event_id is not None)
    if not event_ids:
        raise Refused(
            "People or rules have the word on all of these letters by now: none would "
            "leave. Dismiss it, or pick letters to split off yourself."
        )
    return event_ids


def _propose_again(store: Store, topic_id: int, moment: datetime) -> None:
    topic = store.topics.get_topic(topic_id)
    if topic.state is TopicState.ARCHIVED:
        reason = "Put before people again."
        life.note_state(store, topic, TopicState.PROPOSED, reason, moment)
