"""What a refit suggests to people, from how its clusters match the topics."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set

from feedback.store import Store
from feedback.store.proposals import Group, Suggestion
from feedback.topics.discovery.found import Grouping
from feedback.topics.discovery.matching import Matching
from feedback.topics.discovery.placing import SMALLEST_TOPIC
from feedback.types import FEEDBACK_STATES, LetterFilter, Topic, TopicState

SAMPLES = 3
GROWN = 2.0
"""So many times the letters it had, and what people said no to is asked once more."""


def suggest(
    store: Store,
    grouping: Grouping,
    matching: Matching,
    homes: Mapping[int, int],
    topics: Sequence[Topic],
) -> tuple[Suggestion, ...]:
    """Return what people should decide; on the first fit, nothing.

    Matches pass by themselves, because they move no letter. What a person dismissed or
    took back is left alone until its topic has GROWN; what a person un-merged, and
    topics that people made, always are.
    """
    if not topics:
        return ()
    members = grouping.letters_of()
    suggestions = [
        *_matches(matching, members),
        *_splits(store, grouping, matching, members),
        *_merges(matching, topics),
        *_retired(matching, topics),
        *_new(store, matching, homes),
    ]
    is_settled = _settled(store)
    return tuple(one for one in suggestions if not is_settled(one))


def _settled(store: Store) -> Callable[[Suggestion], bool]:
    """Return what tells whether people have had the last word on a suggestion."""
    dismissed = store.proposals.find_settled()
    unmerged = {frozenset(pair) for pair in store.topic_events.find_unmerged()}
    made_by_people = store.topics.find_made_by_people()

    def is_settled(one: Suggestion) -> bool:
        if one.kind in ("merge", "retired") and one.topic_id in made_by_people:
            return True
        if frozenset({one.topic_id, one.other_topic_id}) in unmerged:
            return True
        then = dismissed.get((one.kind, one.topic_id, one.other_topic_id))
        return then is not None and one.topic_letters < GROWN * then

    return is_settled


def _matches(matching: Matching, members: Sequence[set[int]]) -> Iterator[Suggestion]:
    for cluster, (topic_id, share) in matching.homes.items():
        yield Suggestion(
            "match", topic_id, share, len(members[cluster]), passes_by_itself=True
        )


def _parts_of_merged(
    store: Store, matching: Matching, members: Sequence[set[int]]
) -> set[int]:
    """Return the parts in which topics lie that people merged: to split these off
    would take the merge back.

    Of each topic that was merged, and of the one that speaks, its largest part.
    """
    merged = [one for one in matching.splits if store.topics.find_merged(one)]
    standing = store.assignments.find_standing(as_merged=False) if merged else {}
    roots = store.topics.find_roots()
    found: set[int] = set()
    for topic_id in merged:
        counts = {
            part: Counter(
                own
                for letter_id in members[part]
                for own in standing.get(letter_id, ())
                if roots[own] == topic_id
            )
            for part in matching.splits[topic_id]
        }
        for own in {own for each in counts.values() for own in each}:
            found.add(max(counts, key=lambda part: counts[part][own]))
    return found


def _splits(
    store: Store,
    grouping: Grouping,
    matching: Matching,
    members: Sequence[set[int]],
) -> Iterator[Suggestion]:
    """Yield the splits, with the letters that would leave: of those of a cluster some
    are on other topics, and some are where people or rules put them."""
    staying = _parts_of_merged(store, matching, members)
    for topic_id, parts in matching.splits.items():
        there = find_letters_on(store, topic_id)
        leaving = [part for part in parts[1:] if part not in staying]
        free = there - store.rules.find_said(topic_id)
        groups = tuple(_groups(grouping, members, leaving, free))
        letters = sum(len(group.letter_ids) for group in groups)
        if groups:
            yield Suggestion(
                "split",
                topic_id,
                letters / len(there),
                letters,
                groups=groups,
                sample_ids=tuple(one for g in groups for one in g.letter_ids[:SAMPLES]),
            )


def _groups(
    grouping: Grouping,
    members: Sequence[set[int]],
    parts: Sequence[int],
    free: Set[int],
) -> Iterator[Group]:
    """Yield what is free of each part, if it is enough for a topic; no letter twice."""
    given: set[int] = set()
    for part in parts:
        own = (members[part] & free) - given
        if len(own) >= SMALLEST_TOPIC:
            given |= own
            cluster = grouping.clusters[part]
            yield Group(cluster.name, tuple(sorted(own)), cluster.keywords)


def find_letters_on(store: Store, topic_id: int) -> set[int]:
    """Return the letters of a topic, those too that their writers repeat."""
    wanted = LetterFilter(topic_id=topic_id, states=FEEDBACK_STATES, is_automatic=False)
    return set(store.letters.find_ids(wanted))


def _merges(matching: Matching, topics: Sequence[Topic]) -> Iterator[Suggestion]:
    letters = {topic.id: topic.letters for topic in topics}
    for topic_id, into_id, share in matching.merges:
        yield Suggestion("merge", topic_id, share, letters[topic_id], into_id)


def _retired(matching: Matching, topics: Sequence[Topic]) -> Iterator[Suggestion]:
    for topic in topics:
        if topic.id in matching.retired and topic.state is not TopicState.ARCHIVED:
            together = matching.retired[topic.id]
            yield Suggestion("retired", topic.id, together, topic.letters)


def _new(
    store: Store, matching: Matching, homes: Mapping[int, int]
) -> Iterator[Suggestion]:
    """Yield the topics that were opened, with the letters that are on them: of those
    of their clusters, some had a topic before."""
    for cluster in matching.fresh:
        if cluster in homes:
            letters = sorted(find_letters_on(store, homes[cluster]))
            yield Suggestion(
                "new",
                homes[cluster],
                1.0,
                len(letters),
                sample_ids=tuple(letters[:SAMPLES]),
            )
