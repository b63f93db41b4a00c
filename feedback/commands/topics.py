"""``postbag fit``, ``topics``, ``trends``, ``results`` and ``digest``."""

from datetime import date, datetime, timedelta

import click

from feedback.clock import now, today
from feedback.commands.progress import progress_bar
from feedback.commands.session import Session, with_json

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--random-state", type=int, default=0, show_default=True)
@with_json
def fit(session: Session, random_state: int) -> None:
    """Discover topics, name them, and place every letter."""
    from feedback.topics.fitting import run_fit

    with session.open_store() as store, progress_bar("fit") as progress:
        done = run_fit(
            store,
            random_state=random_state,
            progress=progress,
            embedder=session.settings.embedder,
            recheck_letters=session.settings.recheck_letters,
        )
        proposals = store.proposals.count_open()
    text = (
        f"Fit {done.id}: {done.topics:,} topics, {done.placed:,} of {done.letters:,} "
        f"letters placed, {done.unsure:,} without a topic."
    )
    if proposals:
        text += f" {proposals} proposals wait on the topics page."
    session.show(
        {
            "fit_id": done.id,
            "topics": done.topics,
            "letters": done.letters,
            "placed": done.placed,
            "unsure": done.unsure,
            "proposals": proposals,
        },
        text,
    )


@click.command()
@with_json
def topics(session: Session) -> None:
    """List the topics with their letters and writers."""
    with session.open_store() as store:
        found = store.topics.find_topics()
    session.show(
        [
            {
                "id": topic.id,
                "name": topic.name,
                "theme": topic.theme,
                "state": topic.state.value,
                "letters": topic.letters,
                "writers": topic.writers,
            }
            for topic in found
        ],
        "\n".join(
            f"{topic.id:>5}  {topic.letters:>7,} letters  {topic.writers:>7,} writers  "
            f"{topic.state.value:<10}  {topic.name}"
            for topic in found
        )
        or "No topics yet. Find them with: postbag fit",
    )


@click.command()
@click.option("--since", type=_DAY, help="First day; default: 12 weeks back.")
@click.option("--until", type=_DAY, help="Last day; default: today.")
@with_json
def trends(session: Session, since: datetime | None, until: datetime | None) -> None:
    """Show the letters of each topic per week, by the day they were written."""
    last = until.date() if until else today()
    first = since.date() if since else last - timedelta(weeks=12)
    with session.open_store() as store:
        names = {topic.id: topic.name for topic in store.topics.find_topics()}
        counts = store.trends.count_topics(first, last, "week")
    weeks = sorted({count.starts_on for count in counts})
    table = {
        topic_id: {c.starts_on: c.letters for c in counts if c.topic_id == topic_id}
        for topic_id in names
    }
    session.show(
        [
            {"topic_id": topic_id, "name": names[topic_id], "weeks": by_week}
            for topic_id, by_week in _with_text_days(table).items()
        ],
        "\n".join(
            f"{names[topic_id]:<40.40} "
            + " ".join(f"{by_week.get(week, 0):>4}" for week in weeks)
            for topic_id, by_week in table.items()
            if by_week
        )
        or f"No letters on topics between {first} and {last}.",
    )


def _with_text_days(
    table: dict[int, dict[date, int]],
) -> dict[int, dict[str, int]]:
    return {
        topic_id: {week.isoformat(): letters for week, letters in by_week.items()}
        for topic_id, by_week in table.items()
    }


@click.command()
@with_json
def results(session: Session) -> None:
    """Show what actions led to, and the share of them without a data result."""
    from feedback.actions.results.coverage import find_coverage

    with session.open_store() as store:
        coverage = find_coverage(store, today(), months=1)[0].coverage
        found = store.results.find_results()
        titles = {a.id: a.plan.title for a in store.actions.find_actions()}
    share = coverage.with_result_share
    head = (
        "No actions were concluded or due this month."
        if share is None
        else f"This month: {coverage.actions} actions, {coverage.quantitative} with a "
        f"number, {coverage.qualitative} with a reading, {coverage.none} with neither."
    )
    session.show(
        {
            "quantitative": coverage.quantitative,
            "qualitative": coverage.qualitative,
            "none": coverage.none,
            "results": [
                {
                    "action_id": result.action_id,
                    "action": titles[result.action_id],
                    "verdict": result.verdict.value,
                    "sentence": result.sentence,
                }
                for result in found
            ],
        },
        "\n".join(
            [
                head,
                *(
                    f"{result.verdict.value:<12}  {titles[result.action_id]}: "
                    f"{result.sentence}"
                    for result in found
                ),
            ]
        ),
    )


@click.command()
@click.option("--week", type=_DAY, help="Any day of the week; default: the latest.")
@click.pass_obj
def digest(session: Session, week: datetime | None) -> None:
    """Print the digest of a week as plain text."""
    from feedback.summaries.digest import digest_text, weekly_digest
    from feedback.summaries.digest_week import latest_week

    with session.open_store() as store:
        day = week.date() if week else latest_week(today())
        click.echo(digest_text(weekly_digest(store, day, now())))
