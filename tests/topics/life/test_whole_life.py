"""The whole life of topics, drawn by chance: letters come, models propose, people act.

After every step what Postbag says of topics must be what the rows say, and each deed
must be taken back without a trace.
"""

import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app import create_app
from feedback.errors import Conflict, NotFound, Refused
from feedback.inbox.triage import move_letters
from feedback.intake.protection.protecting_kept import protect_kept
from feedback.people.privacy import erase_writer
from feedback.people.protecting import protect_source
from feedback.settings import Settings
from feedback.store import Store
from feedback.store.rules import RuleWay
from feedback.topics.alike.copies import look_for_copies
from feedback.topics.counts.watching import watch_topics
from feedback.topics.discovery.found import Grouping
from feedback.topics.filing.corrections import file_letter, refuse_letter
from feedback.topics.filing.learning import place_look_alikes, place_new_letters
from feedback.topics.filing.moving import file_several, move_several
from feedback.topics.filing.rules import apply_rules, make_rule
from feedback.topics.fitting import read_letters, record_grouping
from feedback.topics.life import life, proposals, together
from feedback.topics.life.gathering import make_topic
from feedback.topics.life.halving import propose_halves
from feedback.topics.life.splitting import split_off
from feedback.topics.life.undoing import undo_event
from feedback.topics.rechecks import rechecking
from feedback.types import (
    EVERY_KIND,
    LetterFilter,
    OriginalChoice,
    Protection,
    Role,
    SourceKind,
    TriageState,
    WriterHint,
)
from tests.builders import draft
from tests.conftest import add_person, sign_in
from tests.topics.conftest import NOW, grouping_of
from tests.topics.life.worlds import (
    check_all,
    everything,
    letters_on,
    pairs,
    roots,
    rows,
    standing,
)

SAYINGS = (
    "I was charged twice on my card for the yearly plan, order {n}.",
    "The phone app loses my edits when it syncs note {n}.",
    "My refund has not arrived after weeks of waiting, case {n}.",
    "The editor starts slowly on my old laptop since version {n}.",
)
# How a fit may see the letters: the cluster of each by its number.
SHAPES: dict[str, Callable[[int], int]] = {
    "as they are": lambda n: n % 4,
    "halved": lambda n: n % 4 + 4 * (n // 4 % 2),
    "joined": lambda n: n % 4 // 2,
    "across": lambda n: n // 4 % 3,
    "scattered": lambda n: n * 7 // 3 % 5,
    "one": lambda _: 0,
}
STATES = (life.archive, life.activate, life.resolve)
WORDS = ("charged twice", "my", "refund", "order 4", "laptop old", "again")
UNDOABLE = "SELECT id FROM topic_events WHERE before NOT IN ('', '{}') ORDER BY id"
FIRST, WRITERS = 24, 20
numbers = st.integers(0, 1000)
# Often the same few letters, so that one word meets another.
some = st.lists(st.integers(0, 60) | st.integers(0, 4), min_size=1, max_size=6)
shapes = st.sampled_from(sorted(SHAPES))


class Undone(Exception):
    """A deed was tried and taken back."""


def refused(deed: Callable[[], object]) -> str:
    """Do something; return the sentence by which it was refused, else an empty one."""
    try:
        deed()
    except (Refused, Conflict, NotFound) as error:
        return str(error)
    return ""


def letter_of(number: int, is_changed: bool = False) -> dict[str, object]:
    """Return what a letter says; every twentieth is by the same writer."""
    saying = SAYINGS[number % 4].format(n=f"{number}{' again' * is_changed}")
    key = f"writer{number % WRITERS}@example.com"
    return {
        "body": f"{saying} Call +49 30 9018 20{number:02}.",
        "writer": WriterHint(key, f"Writer {number % WRITERS}", key),
        "written_at": NOW - timedelta(days=28 - number % 28),
    }


def receive(store: Store, which: Sequence[int], source: str, moment: datetime) -> None:
    """Import letters by their numbers; those of the first import say more now."""
    is_first = not store.imports.find_imports()
    import_id = store.imports.start(source, SourceKind.FILE, "plain.csv", moment)
    drafts = [draft(n, **letter_of(n, n < FIRST and not is_first)) for n in which]
    counts = store.letters.receive(import_id, drafts, moment)
    store.imports.add_counts(import_id, counts)
    store.imports.finish(import_id, moment)


def begin_fit(store: Store, shape: str, moment: datetime) -> tuple[int, Grouping]:
    """Begin a fit that sees the letters in a shape."""
    fit_id = store.fits.start(0, "test-1", moment)
    drawn = dict(rows(store, "SELECT id, identity FROM letters"))
    groups: dict[str, list[int]] = {}
    for letter in read_letters(store):
        number = int(drawn[letter.letter_id].rpartition(":")[2])
        found = f"Found {SHAPES[shape](number)}"
        groups.setdefault(found, []).append(letter.letter_id)
    return fit_id, grouping_of(groups)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with 24 letters on four topics and two people, to be copied."""
    path = tmp_path_factory.mktemp("life") / "postbag.db"
    with Store(path) as store:
        for address in ("ada@example.com", "bob@example.com"):
            add_person(store, address, Role.AGENT)
        receive(store, range(FIRST), "plain", NOW)
        record_grouping(store, *begin_fit(store, "as they are", NOW), NOW)
    return path


class WholeLife(RuleBasedStateMachine):
    """Two people, a worker and the world act on one database."""

    template: ClassVar[Path]

    @initialize()
    def open(self) -> None:
        self.folder = TemporaryDirectory()
        path = Path(self.folder.name) / "postbag.db"
        shutil.copy(self.template, path)
        self.store, self.moment, self.turn = Store(path), NOW, 0
        self.people = [one.id for one in self.store.people.find_people()]
        self.begun: tuple[int, Grouping] | None = None
        self.next_number = FIRST

    def teardown(self) -> None:
        if not hasattr(self, "store"):
            return
        try:
            self.look_at_pages()
            assert self.store.maintenance.find_damage() == ()
            self.undo_all()
        finally:
            self.store.close()
            self.folder.cleanup()

    @invariant()
    def everything_agrees(self) -> None:
        if hasattr(self, "store"):
            check_all(self.store)

    # How things are done here.

    @property
    def who(self) -> tuple[int, datetime]:
        return self.people[self.turn % 2], self.moment

    def now(self) -> datetime:
        return self.moment

    def tick(self) -> None:
        self.turn += 1
        self.moment += timedelta(minutes=1)

    def topic(self, number: int) -> int:
        topics = [topic.id for topic in self.store.topics.find_topics()]
        return topics[number % len(topics)]

    def any_topic(self, number: int) -> int:
        topics = sorted(roots(self.store))
        return topics[number % len(topics)]

    def letters(self, chosen: Sequence[int]) -> list[int]:
        ids = sorted(self.store.letters.find_ids(LetterFilter()))
        return [ids[one % len(ids)] for one in chosen if ids]

    def letters_there(self, topic_id: int, chosen: Sequence[int]) -> list[int]:
        there = sorted(letters_on(self.store)[topic_id])
        return [there[one % len(there)] for one in chosen if there]

    def act(self, deed: Callable[[], int | tuple[int, ...]]) -> None:
        """Do something; before that, try it and take it back, which leaves no trace."""
        self.tick()
        before, known = everything(self.store), sorted(roots(self.store))
        stood = standing(self.store, known)

        def attempt() -> None:
            with suppress(Undone), self.store.transaction():
                done = deed()
                self.take_back(done if isinstance(done, tuple) else (done,))
                left = standing(self.store, known)
                for part, rows_before in stood.items():
                    assert left[part] == rows_before, part
                raise Undone

        answer = refused(attempt)
        assert everything(self.store) == before
        if answer:
            assert answer.endswith(".")
        else:
            deed()

    def take_back(self, event_ids: Sequence[int]) -> None:
        for event_id in reversed(event_ids):
            answer = refused(lambda it=event_id: undo_event(self.store, it, *self.who))
            assert not answer, f"cannot be taken back at once: {answer}"
            with pytest.raises(Refused):
                undo_event(self.store, event_id, *self.who)

    def do_or_leave(self, deed: Callable[[], object]) -> None:
        """Do something that no event takes back, or change nothing."""
        self.tick()
        before = everything(self.store)
        if answer := refused(deed):
            assert answer.endswith(".")
            assert everything(self.store) == before

    def happen(self, doing: Callable[[], object]) -> None:
        """Let something happen that is nobody's word: what people said stays."""
        self.tick()
        query = (
            "SELECT letter_id, topic_id, correction_id FROM assignments "
            "WHERE origin = 'person' AND letter_id IN (SELECT id FROM letters)"
        )
        filed, said = rows(self.store, query), self.store.corrections.find_refused()
        on = pairs(self.store)
        doing()
        alive = {row[0] for row in rows(self.store, "SELECT id FROM letters")}
        assert [row for row in filed if row[0] in alive] == rows(self.store, query)
        assert not (pairs(self.store) - on) & said, "put where a person took it out"

    # Letters come and go.

    @rule(number=st.integers(1, 5), source=st.sampled_from(["plain", "desk"]))
    def receive(self, number: int, source: str) -> None:
        which = range(self.next_number, self.next_number + number)
        self.next_number += number
        self.happen(lambda: receive(self.store, which, source, self.moment))

    @rule(chosen=some)
    def change_texts(self, chosen: list[int]) -> None:
        known = sorted({one % FIRST for one in chosen})
        self.happen(lambda: receive(self.store, known, "plain", self.moment))

    @rule(number=numbers)
    def undo_import(self, number: int) -> None:
        query = "SELECT id FROM imports WHERE undone_at IS NULL AND id > 1"
        if found := rows(self.store, query):
            import_id = found[number % len(found)][0]
            self.happen(lambda: self.store.imports.undo(import_id, self.moment))

    @rule(number=st.integers(0, WRITERS - 1))
    def erase(self, number: int) -> None:
        key = f"writer{number}@example.com"
        if rows(self.store, "SELECT 1 FROM writers WHERE key = ?", key):
            self.happen(lambda: erase_writer(self.store, key, self.moment))

    @rule()
    def protect(self) -> None:
        source = self.store.sources.get_source_by_name("plain")
        wanted = Protection(EVERY_KIND, OriginalChoice.KEEP)

        def protecting() -> None:
            protect_source(self.store, source, wanted, None, self.moment)
            protect_kept(self.store, source.id, None)

        self.happen(protecting)

    @rule(chosen=some, is_feedback=st.booleans())
    def triage(self, chosen: list[int], is_feedback: bool) -> None:
        state = TriageState.OPEN if is_feedback else TriageState.NOT_FEEDBACK
        if letters := self.letters(chosen):
            self.happen(lambda: move_letters(self.store, letters, state, *self.who))

    # The models read.

    @rule(shape=shapes)
    def refit(self, shape: str) -> None:
        begun = begin_fit(self.store, shape, self.moment)
        self.happen(lambda: record_grouping(self.store, *begun, self.moment))

    @precondition(lambda self: self.begun is None)
    @rule(shape=shapes)
    def begin_fit(self, shape: str) -> None:
        self.begun = begin_fit(self.store, shape, self.moment)

    @precondition(lambda self: self.begun is not None)
    @rule()
    def end_fit(self) -> None:
        begun, self.begun = self.begun, None
        assert begun
        self.happen(lambda: record_grouping(self.store, *begun, self.moment))

    @rule()
    def work(self) -> None:
        self.happen(lambda: place_new_letters(self.store, self.now))
        self.happen(lambda: watch_topics(self.store, self.moment))

    @rule()
    def compare(self) -> None:
        self.happen(lambda: place_look_alikes(self.store, self.now))
        self.happen(lambda: look_for_copies(self.store))

    # People decide on topics.

    @rule(number=numbers, is_wanted=st.booleans())
    def decide(self, number: int, is_wanted: bool) -> None:
        query = "SELECT id FROM proposals ORDER BY state = 'open' DESC, id"
        known = [one for (one,) in rows(self.store, query)]
        open_ = self.store.proposals.count_open()
        among = known if number % 5 == 0 else known[:open_]
        decide = proposals.accept_proposal if is_wanted else proposals.dismiss_proposal

        def deed() -> tuple[int, ...]:
            before = rows(self.store, UNDOABLE)
            proposal_id = among[number % len(among)] if among else 0
            decide(self.store, proposal_id, *self.who)
            assert refused(lambda: decide(self.store, proposal_id, *self.who))
            found = rows(self.store, UNDOABLE)
            return tuple(row[0] for row in found if row not in before)

        self.act(deed)

    @rule(number=numbers)
    def reopen(self, number: int) -> None:
        if dismissed := self.store.proposals.find_dismissed():
            one = dismissed[number % len(dismissed)].id
            self.do_or_leave(
                lambda: proposals.reopen_proposal(self.store, one, *self.who)
            )

    @rule(number=numbers)
    def halve(self, number: int) -> None:
        topic_id = self.topic(number)
        self.do_or_leave(lambda: propose_halves(self.store, topic_id))

    @rule(one=numbers, deed=st.sampled_from(STATES))
    def set_state(self, one: int, deed: Callable[..., int]) -> None:
        self.act(lambda: deed(self.store, self.topic(one), "Because.", *self.who))

    @rule(one=numbers)
    def accept(self, one: int) -> None:
        self.act(lambda: life.accept(self.store, self.topic(one), *self.who))

    @rule(chosen=some, archive=st.booleans())
    def decide_together(self, chosen: list[int], archive: bool) -> None:
        topics = [self.topic(one) for one in chosen]
        deed = together.archive_together if archive else together.accept_together
        self.act(lambda: deed(self.store, topics, *self.who))

    @rule(one=numbers, number=st.integers(0, 6))
    def rename(self, one: int, number: int) -> None:
        name = f"Found {number}" if number % 2 else f"Named {number}"
        topic_id = self.any_topic(one)
        self.act(lambda: life.rename(self.store, topic_id, name, *self.who))

    @rule(one=numbers, into=numbers)
    def merge(self, one: int, into: int) -> None:
        topic_id, into_id = self.topic(one), self.any_topic(into)
        known = sorted(roots(self.store))
        stood = standing(self.store, known)
        self.act(lambda: life.merge(self.store, topic_id, into_id, *self.who))
        if roots(self.store)[topic_id] != topic_id:
            with suppress(Undone), self.store.transaction():
                life.unmerge(self.store, topic_id, *self.who)
                assert standing(self.store, known) == stood
                raise Undone

    @rule(one=numbers)
    def unmerge(self, one: int) -> None:
        merged = rows(self.store, "SELECT id FROM topics WHERE merged_into NOT NULL")
        topic_id = merged[one % len(merged)][0] if merged else self.topic(one)
        self.do_or_leave(lambda: life.unmerge(self.store, topic_id, *self.who))

    @rule(chosen=some, into=numbers)
    def merge_together(self, chosen: list[int], into: int) -> None:
        topics, into_id = [self.topic(one) for one in chosen], self.topic(into)
        self.act(
            lambda: together.merge_together(self.store, topics, into_id, *self.who)
        )

    # People decide on letters.

    @rule(one=numbers, chosen=some)
    def split(self, one: int, chosen: list[int]) -> None:
        topic_id = self.topic(one)
        letters, name = self.letters_there(topic_id, chosen), f"Split {self.turn}"
        self.act(lambda: split_off(self.store, topic_id, letters, name, *self.who)[1])

    @rule(chosen=some)
    def gather(self, chosen: list[int]) -> None:
        loose = [one for one, _, _ in self.store.assignments.find_loose()]
        letters = [loose[one % len(loose)] for one in chosen if loose]
        name = f"Gathered {self.turn}"
        self.act(lambda: make_topic(self.store, letters, name, *self.who))

    @rule(one=numbers, other=numbers, chosen=some)
    def move(self, one: int, other: int, chosen: list[int]) -> None:
        from_id, to_id = self.topic(one), self.any_topic(other)
        letters = self.letters_there(from_id, chosen)
        self.act(lambda: move_several(self.store, letters, from_id, to_id, *self.who))

    @rule(one=numbers, chosen=some)
    def file(self, one: int, chosen: list[int]) -> None:
        topic_id, letters = self.any_topic(one), self.letters(chosen)
        if len(letters) == 1:
            (it,) = letters
            self.act(lambda: file_letter(self.store, it, topic_id, *self.who))
        else:
            self.act(lambda: file_several(self.store, letters, topic_id, *self.who))

    @rule(one=numbers, number=st.integers(0, 10))
    def refuse(self, one: int, number: int) -> None:
        topic_id = self.topic(one)
        for it in self.letters_there(topic_id, [number]):
            self.act(lambda it=it: refuse_letter(self.store, it, topic_id, *self.who))

    @rule(one=numbers, words=st.sampled_from(WORDS), way=st.sampled_from(RuleWay))
    def rule_for(self, one: int, words: str, way: RuleWay) -> None:
        self.happen(lambda: apply_rules(self.store, self.moment))
        topic_id = self.any_topic(one)
        self.act(lambda: make_rule(self.store, topic_id, words, way, *self.who))

    @rule(one=numbers, number=numbers)
    def recheck(self, one: int, number: int) -> None:
        rechecking.draw_if_due(self.store, self.moment, 10)
        latest, (person_id, moment) = self.store.rechecks.find_latest(), self.who
        waiting = (
            self.store.rechecks.find_waiting(latest.id, person_id) if latest else ()
        )
        if latest and waiting:
            letter_id = waiting[one % len(waiting)].letter_id
            names = [*self.store.topics.find_names().values(), None]
            name = names[number % len(names)]
            where = (self.store, latest.id, letter_id, person_id)
            self.do_or_leave(lambda: rechecking.file_blind(*where, name, moment))

    @rule(one=numbers, is_correction=st.booleans())
    def use_answer(self, one: int, is_correction: bool) -> None:
        answers = rows(self.store, "SELECT id, person_id FROM recheck_answers")
        if not answers:
            return
        it, person_id = answers[one % len(answers)]
        if is_correction:
            self.act(lambda: rechecking.make_correction(self.store, it, *self.who))
        else:
            self.do_or_leave(lambda: rechecking.take_back(self.store, it, person_id))

    @rule(number=numbers)
    def undo(self, number: int) -> None:
        """Take any event back, the latest ones more often than others."""
        events = rows(self.store, "SELECT id FROM topic_events ORDER BY id DESC")
        if events:
            (event_id,) = events[number % 7 * number % len(events)]
            self.do_or_leave(lambda: undo_event(self.store, event_id, *self.who))

    # At the end.

    def look_at_pages(self) -> None:
        app = create_app(Settings(db=self.store.path, secret_key="k" * 32), self.now)
        app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
        client = sign_in(app, self.store.people.get_person(self.people[0]))
        letters, topics = self.letters(range(4)), sorted(roots(self.store))
        for path in (
            "/topics/",
            "/topics/loose",
            "/recheck/",
            "/recheck/results",
            *(f"/topics/{one}" for one in topics),
            *(f"/topics/{one}/split" for one in topics),
            *(f"/letters/{one}" for one in letters),
        ):
            assert client.get(path).status_code == 200, path

    def undo_all(self) -> None:
        """Take back all that people did, the latest first: nothing of it is left.

        Only a name that a fit has given to another topic meanwhile is in the way.
        """
        self.tick()
        query = (
            "SELECT id FROM topic_events WHERE undone_at IS NULL AND before <> '{}' "
            "AND kind NOT IN ('state', 'renamed') ORDER BY id DESC"
        )
        for (event_id,) in rows(self.store, query):
            if self.store.topic_events.get_event(event_id)[0].undone_at:
                continue
            answer = refused(lambda it=event_id: undo_event(self.store, it, *self.who))
            if answer:
                assert "by now; give that one another name first" in answer
                return
        check_all(self.store)
        left = "SELECT * FROM assignments WHERE origin IN ('person', 'rule')"
        assert not rows(self.store, left)
        assert not rows(self.store, "SELECT * FROM corrections WHERE undone_at IS NULL")


def live(template: Path, lives: int, steps: int) -> None:
    """Draw so many lives of so many steps at most, the same ones each time: a change
    is judged by what it does, not by which lives were drawn for it."""
    WholeLife.template = template
    chosen = settings(
        derandomize=True,
        max_examples=lives,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(WholeLife, settings=chosen)


def test_a_short_life_holds_together(prepared: Path) -> None:
    live(prepared, lives=4, steps=12)


@pytest.mark.slow
def test_a_long_life_holds_together(prepared: Path) -> None:
    live(prepared, lives=25, steps=80)
