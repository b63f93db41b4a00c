"""The pages of topics: all of them side by side, and each in full."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from feedback.plurals import counted
from feedback.store.jobs import Job
from feedback.store.proposals import Proposal
from feedback.store.rules import Rule
from feedback.summaries.changes import Change, find_changes
from feedback.summaries.charts import draw, sparkline
from feedback.summaries.overview import Overview, Span, find_overview
from feedback.topics import portraits
from feedback.topics.counts.trends import (
    Series,
    Trend,
    empty_series,
    last_complete_day,
    not_before_letters,
    read_trend,
    reference_day,
    start_of,
)
from feedback.topics.counts.watching import expected_ranges
from feedback.topics.life.gathering import LooseLetters, find_loose_letters
from feedback.topics.life.halving import Halves, as_it_stands, find_halves
from feedback.topics.portraits import ALL_EVENTS, EVENTS, Portrait
from feedback.topics.rechecks.agreement import Agreement
from feedback.topics.rechecks.recheck_results import RecheckState, get_state
from feedback.types import (
    Action,
    ActionState,
    Fit,
    LetterFilter,
    LetterSummary,
    Page,
    Quote,
    Role,
    Topic,
    TopicState,
    VerdictKind,
)
from feedback.web.context import needs, now, person, render, store, today
from feedback.web.trend_pictures import (
    Reading,
    TrendRow,
    finding_of,
    marks_of,
    picture_of,
    rows_of,
)

blueprint = Blueprint("topics", __name__, url_prefix="/topics")
PICTURE_WEEKS = 26
SPOKEN_STEPS = 12
MERGE_QUOTES = 3


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposal with what some of its letters say about the topic."""

    proposal: Proposal
    samples: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class TopicsPage:
    """The tree of topics; ``job`` is the latest fit asked for, ``fit`` the latest done.

    ``sparks`` are small pictures of the span, by topic id; ``proposed`` are the ids of
    topics that nobody has accepted yet; ``dismissed`` proposals can be put back.
    """

    overview: Overview
    sparks: dict[int, str]
    proposals: tuple[ProposalView, ...]
    dismissed: tuple[Proposal, ...]
    proposed: tuple[int, ...]
    fit: Fit | None
    job: Job | None
    rechecks: RecheckState


@dataclass(frozen=True, slots=True)
class TopicPage:
    """One topic: ``picture`` is SVG of ``finding``, ``rows`` the table under it.

    ``verdicts`` are those of its concluded actions, by action id; ``agreement`` is that
    of people who re-checked its letters; ``rules`` always put letters here.
    """

    portrait: Portrait
    finding: str
    picture: str
    rows: tuple[TrendRow, ...]
    change: Change | None
    verdicts: dict[int, VerdictKind]
    others: tuple[Topic, ...]
    agreement: Agreement | None
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class LoosePage:
    """Letters without a topic to pick from, and the ``topics`` there are."""

    letters: LooseLetters
    topics: dict[int, str]


@dataclass(frozen=True, slots=True)
class MergePage:
    """Two topics about to become one, with ``quotes`` of ``topic`` and of ``into``."""

    topic: Topic
    into: Topic
    shared: int
    actions: tuple[Action, ...]
    quotes: tuple[tuple[Quote, ...], tuple[Quote, ...]]


@dataclass(frozen=True, slots=True)
class SplitPage:
    """Letters of a topic to pick from, and the halves that models propose.

    ``said`` is what puts each letter on the topic, by letter id. ``ticked`` are the
    letters ticked so far, ``elsewhere`` those on other pages; ``others`` are the topics
    that they can be moved to.
    """

    topic: Topic
    letters: Page[LetterSummary]
    said: dict[int, str]
    cursor: str
    ticked: frozenset[int]
    elsewhere: tuple[Quote, ...]
    suggested: str
    others: dict[int, str]
    halves: tuple[Halves, ...]


@blueprint.route("/")
def topics() -> str:
    """Show the tree of topics, and what a refit proposes."""
    opened = store()
    overview = find_overview(opened, today(), _span())
    page = TopicsPage(
        overview=overview,
        sparks={
            line.topic.id: sparkline(line.steps, _steps_in_words(line.steps, overview))
            for theme in overview.themes
            for line in theme.lines
        },
        proposals=tuple(
            _view(as_it_stands(opened, one)) for one in opened.proposals.find_open()
        ),
        dismissed=opened.proposals.find_dismissed(),
        proposed=tuple(
            topic.id for topic in opened.topics.find_topics([TopicState.PROPOSED])
        ),
        fit=opened.fits.find_latest(),
        job=opened.jobs.find_latest("fit"),
        rechecks=get_state(opened, person().id, now()),
    )
    return render("topics/topics.html", page)


@blueprint.route("/loose")
def loose() -> str:
    """Show letters without a topic, near ones side by side."""
    page = LoosePage(find_loose_letters(store()), store().topics.find_names())
    return render("topics/loose.html", page)


@blueprint.route("/<int:topic_id>")
def topic(topic_id: int) -> str:
    """Show one topic in full, with all of its history on demand."""
    shown = ALL_EVENTS if request.args.get("history") == "all" else EVENTS
    portrait = portraits.get_portrait(store(), topic_id, shown)
    return render("topics/topic.html", _topic_page(portrait))


@blueprint.route("/<int:topic_id>/merge")
@needs(Role.AGENT)
def merge(topic_id: int) -> str | Response:
    """Ask before two topics become one; without a second topic, go back."""
    opened, into_id = store(), request.args.get("into", type=int)
    if into_id is None:
        return redirect(url_for("topics.topic", topic_id=topic_id), 303)
    page = MergePage(
        topic=opened.topics.get_topic(topic_id),
        into=opened.topics.get_topic(into_id),
        shared=dict(opened.trends.find_near(topic_id, limit=1000)).get(into_id, 0),
        actions=opened.actions.find_actions((), [topic_id]),
        quotes=(
            portraits.find_quotes(opened, topic_id, MERGE_QUOTES),
            portraits.find_quotes(opened, into_id, MERGE_QUOTES),
        ),
    )
    return render("topics/merge.html", page)


@blueprint.route("/<int:topic_id>/split")
@needs(Role.AGENT)
def split(topic_id: int) -> str:
    """Let a person pick the letters of a topic that make a new one."""
    opened, cursor = store(), request.args.get("cursor", "")
    letters = opened.letters.find_letters(
        LetterFilter(topic_id=topic_id), cursor, limit=100
    )
    ticked = frozenset(request.args.getlist("ticked", type=int))
    here = [letter.id for letter in letters.items]
    said = opened.quotes.find_said_on(topic_id, here)
    page = SplitPage(
        topic=opened.topics.get_topic(topic_id),
        letters=letters,
        said={one.letter_id: one.text for one in said},
        cursor=cursor,
        ticked=ticked,
        elsewhere=opened.quotes.find_said_on(topic_id, sorted(ticked.difference(here))),
        suggested=request.args.get("name", ""),
        others={
            other_id: name
            for other_id, name in opened.topics.find_names().items()
            if other_id != topic_id
        },
        halves=find_halves(opened, topic_id),
    )
    return render("topics/split.html", page)


def _span() -> Span | None:
    return request.args.get("over", type=Span)


def _steps_in_words(steps: tuple[int, ...], overview: Overview) -> str:
    """Say what a small picture shows, for those who hear the page."""
    step = "month" if overview.span is Span.ALL else "week"
    latest = steps[-SPOKEN_STEPS:]
    numbers = ", ".join(f"{letters:,}" for letters in latest)
    return f"Letters in the last {counted(len(latest), step)}: {numbers or 'none'}"


def _view(proposal: Proposal) -> ProposalView:
    ids = proposal.sample_ids or _some_letters(proposal.topic_id)
    said = store().quotes.find_said_on(proposal.topic_id, ids)
    return ProposalView(proposal, said)


def _some_letters(topic_id: int) -> tuple[int, ...]:
    return tuple(store().letters.find_ids(LetterFilter(topic_id=topic_id), limit=3))


def _read_weeks(until: date) -> Trend:
    """Read whole weeks only, the latest of them over by ``until``."""
    last = last_complete_day(until, "week")
    first = last - timedelta(weeks=PICTURE_WEEKS, days=-1)
    since = min(not_before_letters(store(), first, last), last)
    return read_trend(store(), start_of(since, "week"), last, "week")


def _read_topic_weeks(topic: Topic, until: date) -> tuple[Trend, Series]:
    """Read the latest weeks; of a topic without a letter in them, its own last ones."""
    trend = _read_weeks(until)
    last = topic.last_written_at
    if topic.id not in trend.topics and last is not None and last.date() < trend.since:
        trend = _read_weeks(last.date() + timedelta(days=6))
    return trend, trend.topics.get(topic.id) or empty_series(topic.id, trend)


def _topic_page(portrait: Portrait) -> TopicPage:
    opened, topic = store(), portrait.topic
    until = reference_day(opened, today())
    trend, series = _read_topic_weeks(topic, until)
    marks = marks_of(trend, portrait.actions, opened.imports.find_imports())
    change = find_changes(opened, until).get(topic.id)
    lines = [(topic.name, series)]
    is_alarm = topic.state in (TopicState.ESCALATING, TopicState.REGRESSED)
    expected = expected_ranges(opened, topic.id, trend)
    finding = finding_of(series, trend, change, until, expected, is_alarm)
    picture = picture_of(
        "trend", finding, trend, lines, Reading(), marks, is_alarm, expected
    )
    return TopicPage(
        portrait=portrait,
        finding=finding,
        picture=draw(picture),
        rows=rows_of(series, trend),
        change=change,
        verdicts={
            action.id: opened.results.get_result(action.id).verdict
            for action in portrait.actions
            if action.state is ActionState.CONCLUDED
        },
        others=tuple(t for t in opened.topics.find_topics() if t.id != topic.id),
        agreement=get_state(opened, person().id, now()).by_topic.get(topic.id),
        rules=tuple(
            rule for rule in opened.rules.find_standing() if rule.root_id == topic.id
        ),
    )
