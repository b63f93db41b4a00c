"""What topics do when letters have come: take them in, and watch their counts."""

from feedback import clock
from feedback.clock import Clock
from feedback.plurals import counted
from feedback.store import Store
from feedback.store.jobs import Job
from feedback.topics.counts.watching import watch_topics
from feedback.topics.filing.learning import place_new_letters
from feedback.topics.rechecks.rechecking import SIZE, draw_if_due
from feedback.topics.tones import MOST_AT_ONCE, read_tones


def follow_letters(
    store: Store, now: Clock = clock.now, recheck_letters: int = SIZE
) -> str:
    """Read the tones of new letters, place them, bring states of topics up to date.

    Without a fit there are no topics to follow. Returns what was done, in a sentence.
    """
    read_tones(store, MOST_AT_ONCE)
    if store.fits.find_latest() is None:
        return "No topics yet."
    placed = place_new_letters(store, now)
    changed = len(watch_topics(store, now()))
    draw_if_due(store, now(), recheck_letters)
    topics = "1 topic changed its state"
    if changed != 1:
        topics = f"{changed:,} topics changed their state"
    return f"{counted(placed, 'letter')} placed; {topics}."


def run_follow_job(store: Store, job: Job, recheck_letters: int = SIZE) -> str:
    """Follow the letters in the worker; the setting of that name says how many."""
    return follow_letters(store, recheck_letters=recheck_letters)
