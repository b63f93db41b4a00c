"""Writers who are the same: joined, merged, taken apart, counted once everywhere."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.actions.audiences.exchange import export_audience
from feedback.actions.audiences.notices import Record, tell_listed
from feedback.errors import NotFound, Refused
from feedback.intake.receiving import import_paths
from feedback.people.privacy import erase_writer
from feedback.people.same_writer import KnownWriter, judge, mailbox_of
from feedback.people.writers import find_alike, find_alike_to, join_writers, merge
from feedback.store.assignments import Placing
from feedback.store.notices import Answer, Standing, Told
from feedback.summaries.export import write_table
from feedback.topics.alike.copies import look_for_copies
from feedback.types import (
    USER_ID,
    LetterFilter,
    Origin,
    SourceKind,
    TopicState,
    WriterHint,
)
from feedback.worker import run_next_job, schedule_comparing
from tests.builders import draft
from tests.conftest import NOW
from tests.models.texts.test_copies import TEMPLATE
from tests.worlds import World


def known(number, address="", name="", key="", user_ids=()):
    return KnownWriter(number, key or address, name, address, frozenset(user_ids))


def write(store, *hints, source="letters", body="Letter {}", **changes):
    """Receive a letter of each writer; a hint is (key, name, address)."""
    import_id = store.imports.start(source, SourceKind.FILE, "letters.csv", NOW)
    store.letters.receive(
        import_id,
        [
            draft(n, "", body.format(n), writer=WriterHint(*hint), **changes)
            for n, hint in enumerate(hints)
        ],
        NOW,
    )
    return [store.writers.get_writer_by_key(key).id for key, _, _ in hints]


def hint(address, name=""):
    return (address, name, address)


def count(store, **wanted):
    counts = store.letters.count_letters(LetterFilter(**wanted))
    return counts.letters, counts.writers


@pytest.fixture
def pair(store):
    """Ann under two addresses, with two letters and one, and Bob."""
    write(store, hint("ann@home.example", "Ann"), hint("bob@example.com", "Bob"))
    write(store, hint("ann@home.example", "Ann"), source="store")
    write(store, hint("a.lee@work.example", "Ann Lee"), source="form")
    return tuple(
        store.writers.get_writer_by_key(key).id
        for key in ("ann@home.example", "a.lee@work.example", "bob@example.com")
    )


@pytest.mark.parametrize(
    ("one", "other", "is_sure"),
    [
        (known(1, "ann.lee@gmail.com"), known(2, "annlee+shop@googlemail.com"), True),
        (known(1, "ann@outlook.com"), known(2, "ann+post@outlook.com"), True),
        (known(1, "ann@x.example"), known(2, "ann+post@x.example"), False),
        (known(1, "ann@x.example"), known(2, "ann@y.example"), None),
        (known(1, "ann@x.example", "Ann Lee"), known(2, "ann@y.example", "lee, ann"),
         False),
        (known(1, "ann@x.example", "Ann Lee"), known(2, "tom@y.example", "Ann Lee"),
         None),
        (known(1, "ann.lee@x.example", "Ann Lee"),
         known(2, "annlee2@x.example", "Ann Lee"), False),
        (known(1, "ann@x.example", "Ann Lee"), known(2, "", "Ann Lee", "u-83"), False),
        (known(1, "ann@x.example", "Ann"), known(2, "", "Ann", "u-84"), None),
        (known(1, "", "", "user-48"), known(2, "a@x.example", "", "", ["USER-48"]),
         True),
        (known(1, "", "", "4821"), known(2, "a@x.example", "", "", ["4821"]), False),
        (known(1, "", "", "anonymous"), known(2, "a@x.example", "", "", ["Anonymous"]),
         None),
        (known(1, "a@x.example"), known(2, "b@x.example"), None),
    ],
)  # fmt: skip
def test_it_judges_who_is_the_same(one, other, is_sure):
    for first, second in ((one, other), (other, one)):
        judgement = judge(first, second)
        assert (judgement and judgement.is_sure) == is_sure


@pytest.mark.parametrize(
    "local", ["MAILER-DAEMON", "no-reply", "noreply+7", "postmaster"]
)
def test_programs_of_one_name_are_not_one_writer(local):
    name = "Mail Delivery Subsystem"
    one, other = (known(n, f"{local}@{n}.example", name) for n in (1, 2))
    assert judge(one, other) is None
    assert judge(one, known(3, f"{local}@1.EXAMPLE", name)).is_sure


def test_a_user_id_of_many_mailboxes_is_no_ones():
    one, other = (known(n, f"{n}@x.example", "", "", ["shared-1"]) for n in (1, 2))
    assert judge(one, other, sharing=2).is_sure
    assert judge(one, other, sharing=4) is None


@given(st.emails())
def test_a_mailbox_is_its_own_and_case_does_not_count(address):
    assert mailbox_of(mailbox_of(address)) == mailbox_of(address)
    assert mailbox_of(f" {address.casefold()} ") == mailbox_of(address)


def test_it_joins_across_sources_by_mailbox_and_by_user_id(store):
    write(store, hint("ann.lee@gmail.com", "Ann"), source="mail")
    write(store, hint("annlee+x@gmail.com"), source="form")
    write(store, ("user-48213", "", ""), source="reviews")
    join_writers(store)
    write(store, hint("annlee@gmail.com"), source="tickets", body="More {}",
          metadata={USER_ID: "USER-48213"})  # fmt: skip
    assert join_writers(store) == 2
    assert join_writers(store) == 0
    writer = store.writers.get_writer_by_key("user-48213")
    assert (writer.key, writer.letters, writer.keys) == ("ann.lee@gmail.com", 4, 4)
    assert count(store) == (4, 1)
    events = store.writer_links.find_events(writer.id)
    assert {(event.kind, event.person) for event in events} == {("merged", "")}


def test_the_worker_joins_writers_when_letters_have_come(store):
    write(store, hint("ann.lee@gmail.com"), hint("annlee@gmail.com"))
    schedule_comparing(store)
    while run_next_job(store):
        pass
    assert store.jobs.find_latest("writers").message == "1 writer joined with others."
    assert not store.writer_traits.is_behind()


def test_a_merge_counts_a_writer_once_and_an_unmerge_is_exact(store, pair, person):
    ann, work, bob = pair
    before = [store.writers.get_writer(id_) for id_ in pair]
    merge(store, ann, "A.Lee@work.example", person.id, NOW)
    writer = store.writers.get_writer(work)
    assert (writer.id, writer.letters, writer.keys) == (ann, 3, 2)
    assert count(store) == (4, 2)
    assert count(store, writer_id=work) == count(store, writer_id=ann) == (3, 1)
    assert count(store, writer="work.example") == (3, 1)
    names = {item.writer for item in store.letters.find_letters(LetterFilter()).items}
    assert names == {"Ann", "Bob"}
    days = (NOW - timedelta(days=90)).date(), NOW.date()
    assert sum(c.writers for c in store.trends.count_all(*days, "month")) == 2
    assert store.writer_links.unlink(work, person.id, NOW) == ann
    assert [store.writers.get_writer(id_) for id_ in pair] == before
    assert bob == pair[2]


def test_chains_of_merges_come_apart_one_by_one(store, pair, person):
    ann, work, bob = pair
    links = store.writer_links
    links.link(work, ann, "", NOW, person.id)
    links.link(work, bob, "", NOW, person.id)
    assert links.find_same(work) == tuple(sorted(pair))
    assert links.get_root(work) == bob
    assert {(one.id, one.into_id) for one in links.find_linked(bob)} == {
        (work, ann), (ann, bob),
    }  # fmt: skip
    links.unlink(ann, person.id, NOW)
    assert links.find_same(bob) == (bob,)
    assert links.find_same(work) == (ann, work)
    links.unlink(work, person.id, NOW)
    assert links.find_same(work) == (work,)
    with pytest.raises(NotFound):
        links.unlink(work, person.id, NOW)


def test_what_was_taken_apart_stays_apart_until_a_person_merges_it(store, person):
    one, other = write(store, hint("ann.lee@gmail.com"), hint("annlee@gmail.com"))
    join_writers(store)
    links = store.writer_links
    linked = links.find_linked(links.get_root(one))[0].id
    links.unlink(linked, person.id, NOW)
    write(store, hint("annlee@gmail.com"), body="Again {}", source="more")
    join_writers(store)
    assert links.get_root(one) != links.get_root(other)
    third = write(store, hint("ann.l.ee@gmail.com"), body="Third {}", source="third")[0]
    join_writers(store)
    assert links.get_root(one) != links.get_root(other)
    assert links.get_root(third) in (one, other)
    links.link(other, one, "", NOW, person.id)
    assert links.get_root(one) == links.get_root(other)


@pytest.mark.parametrize("name", ["nobody@example.com", "", "999", "9" * 40, "x'--"])
def test_it_refuses_to_merge_with_nobody(store, pair, person, name):
    with pytest.raises(Refused):
        merge(store, pair[0], name, person.id, NOW)
    with pytest.raises(Refused):
        merge(store, pair[0], "ann@home.example", person.id, NOW)


def test_suggestions_are_dismissed_for_ever_and_restored(store, person):
    one, other = write(
        store,
        hint("ann.lee@x.example", "Ann Lee"),
        hint("ann.lee@y.example", "Ann Lee"),
    )
    join_writers(store)
    assert store.writer_links.get_root(other) == other
    (alike,) = find_alike(store)
    assert {alike.one.id, alike.other.id} == {one, other}
    assert "same name" in alike.reason
    assert find_alike_to(store, other)[0].other.id == one
    store.writer_links.keep_apart(one, other, person.id, NOW)
    write(store, hint("ann.lee@y.example", "Ann Lee"), body="Again {}", source="more")
    join_writers(store)
    assert find_alike(store) == find_alike_to(store, one) == ()
    store.writer_links.reconsider(one, other, person.id, NOW)
    assert len(find_alike(store)) == 1
    merge(store, one, "ann.lee@y.example", person.id, NOW)
    assert find_alike(store) == ()
    kinds = [event.kind for event in store.writer_links.find_events(other)]
    assert kinds == ["merged", "reconsidered", "kept apart"]


def test_erasing_reaches_every_key(store, pair, person):
    ann, work, _ = pair
    merge(store, ann, "a.lee@work.example", person.id, NOW)
    join_writers(store)
    erased = erase_writer(store, "a.lee@work.example", NOW)
    assert erased.letters == 3
    assert count(store) == (1, 1)
    for id_ in (ann, work):
        assert store.writers.get_writer(id_).key.startswith("erased-")
    content = b"".join(path.read_bytes() for path in store.path.parent.iterdir())
    assert b"work.example" not in content
    assert b"home.example" not in content
    with pytest.raises(Refused):
        store.writer_links.link(ann, pair[2], "", NOW, person.id)


def test_an_audience_holds_a_merged_writer_once(store, pair, person):
    ann, work, bob = pair
    store.writers.record_life("a.lee@work.example", None, "team")
    store.writers.record_activity([(work, date(2026, 2, 20))])
    merge(store, ann, "a.lee@work.example", person.id, NOW)
    found = store.audiences.find_candidates(LetterFilter(source="form"))
    assert [(c.writer_id, c.segment, c.last_active_on) for c in found] == [
        (ann, "team", "2026-02-20")
    ]
    list_id = store.writer_lists.add("L", {work, bob}, 0, person.id, NOW)
    found = store.audiences.find_candidates(LetterFilter(source="store"), list_id)
    assert [c.writer_id for c in found] == [ann]


def test_arms_count_a_merged_writer_once_with_those_reached(store, pair, person):
    ann, work, bob = pair
    topic_id = store.topics.add("T", Origin.PERSON, TopicState.ACTIVE, NOW)
    plan = World(store, [topic_id], lead=person.id).plan()
    action_id = store.actions.add(plan, 1, NOW)
    store.audiences.keep(action_id, [(ann, True), (work, False), (bob, True)])
    store.writers.record_activity([(ann, date(2026, 2, 20)), (work, date(2026, 2, 21))])
    days = date(2026, 2, 1), date(2026, 2, 28)
    before = store.audiences.count_active(action_id, *days)
    assert (before.hits, before.size, before.holdout_hits, before.holdout_size) == (
        1, 1, 1, 2,
    )  # fmt: skip
    merge(store, ann, "a.lee@work.example", person.id, NOW)
    after = store.audiences.count_active(action_id, *days)
    assert (after.hits, after.size, after.holdout_hits, after.holdout_size) == (
        1, 1, 0, 1,
    )  # fmt: skip
    action = store.actions.get_action(action_id)
    assert (action.audience_size, action.holdout_size) == (1, 1)
    assert [m.writer_id for m in store.audiences.find_members(action_id)] == [ann, bob]
    assert export_audience(store, action_id).count("\r\n") == 3
    store.writer_links.unlink(work, person.id, NOW)
    assert store.audiences.count_active(action_id, *days) == before


def test_undoing_an_import_keeps_who_a_person_merged(store, pair, person):
    ann, work, _ = pair
    merge(store, ann, "a.lee@work.example", person.id, NOW)
    store.imports.undo(3, NOW)
    assert store.writer_links.find_same(ann) == (ann, work)
    store.imports.undo(1, NOW)
    store.imports.undo(2, NOW)
    assert store.maintenance.find_damage() == ()


def test_undoing_an_import_forgets_who_was_joined_by_rule(store):
    write(store, hint("ann.lee@gmail.com"), source="one")
    write(store, hint("annlee@gmail.com"), source="two")
    join_writers(store)
    store.imports.undo(1, NOW)
    assert store.maintenance.find_damage() == ()
    assert store.maintenance.count_tables()["writers"] == 1
    again = write(store, hint("zoe@example.com"), source="three")
    join_writers(store)
    assert store.writer_links.find_same(again[0]) == (again[0],)


def test_repeats_follow_who_is_the_same(store, person):
    write(store, hint("ann@home.example"), source="one", body=TEMPLATE)
    write(store, hint("a.lee@work.example"), source="two", body=TEMPLATE)
    look_for_copies(store)
    days = (NOW - timedelta(days=90)).date(), NOW.date()

    def counted():
        return sum(period.letters for period in store.trends.count_all(*days))

    assert counted() == 2
    ann = store.writers.get_writer_by_key("ann@home.example").id
    other = merge(store, ann, "a.lee@work.example", person.id, NOW)
    assert counted() == 1
    store.writer_links.unlink(other, person.id, NOW)
    assert counted() == 2


def test_an_export_names_a_writer_once_with_all_keys(store, pair, person, tmp_path):
    merge(store, pair[0], "a.lee@work.example", person.id, NOW)
    path = tmp_path / "writers.jsonl"
    assert write_table(store, "writers", "jsonl", path) == 2
    first = json.loads(path.read_text().splitlines()[0])
    assert (first["key"], first["other_keys"], first["letters"]) == (
        "ann@home.example", "a.lee@work.example", 3,
    )  # fmt: skip


def test_the_loop_is_closed_with_a_writer_under_any_key(store, pair, person):
    ann, work, _ = pair
    topic_id = store.topics.add("T", Origin.PERSON, TopicState.ACTIVE, NOW)
    ids = sorted(store.letters.find_ids(LetterFilter()))
    store.assignments.add_all(
        Placing(id_, topic_id, 0, 5, 0.9, "model", "2026-01-01T00:00:00Z")
        for id_ in ids
    )
    merge(store, ann, "a.lee@work.example", person.id, NOW)
    record = Record(topic_id, person.id, NOW)
    told = Told(Answer.DONE, "Fixed.", NOW.date())
    kept = tell_listed(store, record, told, "address\na.lee@work.example\n")
    assert kept.writers == 1
    standings = store.notices.count_standings(topic_id)
    assert (standings[Standing.TOLD], standings[Standing.UNTOLD]) == (1, 1)
    write(store, hint("a.lee@work.example"), source="later", body="Thanks {}",
          written_at=NOW + timedelta(days=1))  # fmt: skip
    assert store.notices.count_standings(topic_id)[Standing.ANSWERED] == 1
    store.writer_links.unlink(work, person.id, NOW)
    standings = store.notices.count_standings(topic_id)
    assert (standings[Standing.ANSWERED], standings[Standing.UNTOLD]) == (1, 2)


def test_exports_with_and_without_an_address_find_one_writer(store, tmp_path):
    """One export knows the address too, the other the id alone, or nobody."""
    reviews, tickets = tmp_path / "reviews.csv", tmp_path / "tickets.csv"
    reviews.write_text(
        "id,created at,user id,text\n"
        "1,2026-02-01,U-48213,The app crashes on start.\n"
        "2,2026-02-01,anonymous,Great app.\n"
        "3,2026-02-02,Anonymous,It does not open.\n"
    )
    tickets.write_text(
        "id,created at,email,user id,text\n"
        "1,2026-02-03,Ann@Example.com,u-48213,I was charged twice.\n"
    )
    for path in (reviews, tickets):
        import_paths(store, [path])
    assert join_writers(store) == 1
    assert count(store) == (4, 3), "letters of nobody count one by one"
    assert store.writers.get_writer_by_key("u-48213").key == "ann@example.com"
