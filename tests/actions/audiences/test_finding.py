"""Audiences: who is in, who is left out, who is left alone, and who came back."""

import csv
import io
from collections import Counter
from datetime import date, timedelta

import pytest

from feedback.actions.audiences.exchange import export_audience, import_activity
from feedback.actions.audiences.finding import find_audience, read_query
from feedback.actions.measures.measuring import measure
from feedback.actions.plans.planning import plan_action, start_action
from feedback.cells import safe_cell
from feedback.errors import InvalidResult, Refused
from feedback.types import Direction, LetterFilter, Link, MeasureKind, TriageState
from tests.worlds import noon

TODAY = date(2026, 3, 2)
DUE = date(2026, 5, 1)


@pytest.fixture
def recall(world):
    """Two hundred writers on the first topic, twenty on the second."""
    world.fill([(200, 20, 0, 0)])
    return world


def start(world, leave_out_waiting=False, **changes):
    plan = {
        "link": Link.RECALL,
        "measure": MeasureKind.RETURNS,
        "direction": Direction.UP,
        "smallest_change": 0.05,
        "due_on": DUE,
        "audience_query": '"charged twice"',
        "holdout_share": 0.3,
    }
    action_id = plan_action(
        world.store, world.plan(**{**plan, **changes}), noon(TODAY), seed=7
    )
    return start_action(world.store, action_id, 1, noon(TODAY), leave_out_waiting)


def test_it_starts_with_both_arms_drawn(recall):
    action = start(recall)
    assert action.audience_size + action.holdout_size == 200
    assert action.holdout_size in (60, 61)


def test_it_leaves_out_people_who_asked_for_no_contact(recall):
    recall.store._db.execute("UPDATE writers SET do_not_contact = 1 WHERE id <= 5")
    audience = find_audience(recall.store, '"charged twice"', TODAY)
    assert len(audience.uncontactable) == 5
    assert len(audience.members) == 195


def test_it_leaves_out_people_who_are_in_another_running_action(recall):
    first = start(recall)
    audience = find_audience(recall.store, "hello", TODAY)
    assert (audience.found, len(audience.busy), len(audience.members)) == (220, 200, 20)
    assert [(o.action_id, o.writers) for o in audience.overlaps] == [(first.id, 200)]


def test_it_warns_of_writers_whose_complaint_is_still_open(recall):
    store = recall.store
    done = store.letters.find_ids(LetterFilter(phrases=("charged twice",)))[:150]
    from feedback.inbox.triage import move_letters

    move_letters(store, done, TriageState.DONE, recall.lead, noon(TODAY))
    audience = find_audience(store, '"charged twice"', TODAY)
    assert len(audience.waiting) == 50
    [complaint] = audience.complaints
    assert (complaint.topic, complaint.letters, complaint.writers) == (
        "Charged twice",
        50,
        50,
    )
    action = start(recall, leave_out_waiting=True)
    assert action.audience_size + action.holdout_size == 150


def test_it_takes_no_machine_for_a_writer(recall):
    recall.store._db.execute("UPDATE letters SET is_automatic = 1 WHERE id <= 30")
    recall.store._db.execute("UPDATE letters SET state = 'not_feedback' WHERE id = 31")
    assert find_audience(recall.store, '"charged twice"', TODAY).found == 169


def test_it_refuses_to_start_for_nobody(recall):
    with pytest.raises(Refused, match="Nobody"):
        start(recall, audience_query="zebra")
    with pytest.raises(Refused, match="Nobody"):
        start(recall, leave_out_waiting=True)


def test_it_finds_writers_who_were_not_seen_for_a_while(recall):
    keys = {"w0-0-0@example.com": 10, "w0-0-1@example.com": 90}
    lines = [f"{key},{TODAY - timedelta(days=ago)}" for key, ago in keys.items()]
    assert import_activity(recall.store, "\n".join(["key,active_on", *lines])) == 2
    gone = find_audience(recall.store, '"charged twice" inactive:60', TODAY)
    seen = find_audience(recall.store, '"charged twice" active:60', TODAY)
    assert (gone.found, seen.found) == (199, 1)


def test_it_reads_any_audience_search():
    query = read_query('inactive:60 "charged twice" inactive:x inactive:')
    assert query.inactive_days == 60
    assert query.wanted.phrases == ("charged twice",)


def test_it_exports_both_arms_and_no_formula(recall):
    recall.store._db.execute(
        "UPDATE writers SET name = '=HYPERLINK(\"http://x\")' WHERE id = 1"
    )
    action = start(recall)
    rows = list(csv.DictReader(io.StringIO(export_audience(recall.store, action.id))))
    arms = Counter(row["arm"] for row in rows)
    assert arms == {"audience": action.audience_size, "holdout": action.holdout_size}
    assert rows[0]["name"].startswith("'=")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", " =1", "\t=1", "\r=1"])
def test_it_disarms_cells_that_spreadsheets_run(text):
    assert safe_cell(text) == f"'{text}"
    assert safe_cell("Ana") == "Ana"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "who,when\n",
        "key,active_on\na@b,yesterday\n",
        'key,active_on\n"' + "a" * 200_000,
    ],
)
def test_it_keeps_nothing_of_an_activity_file_it_cannot_read(recall, content):
    with pytest.raises(Refused):
        import_activity(recall.store, content)
    assert recall.store.audiences.get_last_activity() is None


def test_it_exports_nobody_who_asked_for_no_contact_since(recall):
    action = start(recall)
    recall.store._db.execute("UPDATE writers SET do_not_contact = 1 WHERE id <= 5")
    assert len(recall.store.audiences.find_members(action.id)) == 195
    assert recall.store.actions.get_action(action.id).audience_size >= 139


def came_back(world, action, audience, holdout):
    """Let so many of each arm be seen twenty days after the start."""
    arms = {True: holdout, False: audience}
    lines = ["key,active_on"]
    for member in world.store.audiences.find_members(action.id):
        if arms[member.is_held_out] > 0:
            arms[member.is_held_out] -= 1
            lines.append(f"{member.key},{TODAY + timedelta(days=20)}")
    import_activity(world.store, "\n".join(lines))


def test_it_measures_returns_against_the_holdout(recall):
    action = start(recall, cost=300.0)
    came_back(recall, action, 70, 6)
    found = measure(recall.store, action, DUE)
    assert found.kind == "improved"
    assert found.is_causal
    assert found.low < found.estimate < found.high
    assert "came back" in found.sentence
    assert "because of it" in found.sentence
    assert "each" in found.sentence


def test_it_claims_no_cause_without_a_holdout(recall):
    action = start(recall, holdout_share=0.0)
    came_back(recall, action, 70, 0)
    found = measure(recall.store, action, DUE)
    assert (found.kind, found.is_causal) == ("cannot_tell", False)
    assert "70 of 200 (35.0 %) came back; nobody was held out" in found.sentence


def test_it_measures_no_returns_before_activity_is_known(recall):
    with pytest.raises(InvalidResult, match="Import who used"):
        measure(recall.store, start(recall), DUE)


def test_it_cannot_tell_who_would_have_written_again_without_a_holdout(recall):
    action = start(
        recall, measure=MeasureKind.REPEATS, direction=Direction.DOWN, holdout_share=0.0
    )
    found = measure(recall.store, action, DUE)
    assert found.kind == "cannot_tell"
    assert "nobody was held out" in found.sentence


@pytest.mark.parametrize("kind", [MeasureKind.LETTERS, MeasureKind.REPEATS])
def test_it_counts_who_of_each_arm_wrote_again(recall, kind):
    action = start(recall, link=Link.KEEP, measure=kind, direction=Direction.DOWN)
    assert action.counts_repeats
    held = [
        m.key for m in recall.store.audiences.find_members(action.id) if m.is_held_out
    ]
    recall.write_again(held[:40], TODAY + timedelta(days=9))
    found = measure(recall.store, action, DUE)
    assert found.kind == "improved"
    assert "wrote about it again" in found.sentence
    assert "because" not in found.sentence
