"""How the installation is: what works, what needs a look, what has broken.

A sign says what was found and what to do. The urgent ones are cheap to find, so that
every page can tell an admin; the others are asked for.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from feedback.errors import StoreBusy, StoreError
from feedback.intake.mailboxes.schedule import FETCH, MAILBOX
from feedback.settings import Settings
from feedback.store import Store
from feedback.store.connection import damage_mark
from feedback.store.jobs import Job
from feedback.store.mailboxes import name_account

MEGABYTE = 1024 * 1024
LEAST_FREE = 200 * MEGABYTE  # less and an import may fail at any moment
LARGE_LOG = 1024 * MEGABYTE
UNATTENDED = timedelta(minutes=10)


class Condition(StrEnum):
    """How a part of the installation is."""

    GOOD = "good"
    LOOK = "look"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Sign:
    """What was found about one part, and what to do unless it is good."""

    part: str
    condition: Condition
    says: str
    advice: str = ""


def find_signs(store: Store, settings: Settings, now: datetime) -> tuple[Sign, ...]:
    """Return a sign for every part, in the order in which trouble spreads."""
    return (
        _look_at_disk(store.path),
        _look_at_database(store),
        _look_at_log(store.path),
        _look_at_waiting(store, now),
        *_look_at_jobs(store),
        *_look_at_mailboxes(store, settings),
        _look_at_set_aside(store),
    )


def find_urgent(path: Path) -> tuple[Sign, ...]:
    """Return what keeps the database at ``path`` from taking letters, cheaply."""
    signs = (_look_at_disk(path), _look_for_damage(path))
    return tuple(sign for sign in signs if sign.condition is Condition.BROKEN)


def _look_at_disk(path: Path) -> Sign:
    free = shutil.disk_usage(path.parent).free
    says = f"{_megabytes(free)} free beside a database of {_megabytes(_size(path))}."
    if free < LEAST_FREE:
        advice = (
            "Make room now: when the disk is full, letters are refused (none is lost: "
            "mails stay in the mailbox, files can be imported again)."
        )
        return Sign("Disk", Condition.BROKEN, says, advice)
    if free < LEAST_FREE + _size(path):
        advice = "There is no room for a backup beside the database. Make some."
        return Sign("Disk", Condition.LOOK, says, advice)
    return Sign("Disk", Condition.GOOD, says)


def _look_for_damage(path: Path) -> Sign:
    if damage_mark(path).exists():
        advice = "Put the latest backup back: postbag restore SRC"
        says = "Damage was found; nothing is written until it is mended."
        return Sign("Database", Condition.BROKEN, says, advice)
    return Sign("Database", Condition.GOOD, "No damage was found, and it takes writes.")


def _look_at_database(store: Store) -> Sign:
    damage = _look_for_damage(store.path)
    if damage.condition is Condition.BROKEN:
        return damage
    try:
        store.maintenance.try_to_write()
    except StoreBusy:
        return Sign("Database", Condition.GOOD, "Somebody is writing at this moment.")
    except StoreError as error:
        return Sign("Database", Condition.BROKEN, "It takes no writes.", str(error))
    return damage


def _look_at_log(path: Path) -> Sign:
    size = _size(path.with_name(path.name + "-wal"))
    says = f"{_megabytes(size)} wait to be merged into the database."
    if size < LARGE_LOG:
        return Sign("Write-ahead log", Condition.GOOD, says)
    advice = "Something reads for very long, so it cannot be merged. Restart Postbag."
    return Sign("Write-ahead log", Condition.LOOK, says, advice)


def _look_at_waiting(store: Store, now: datetime) -> Sign:
    job = store.jobs.find_unattended(now - UNATTENDED)
    if job is None:
        return Sign("Background work", Condition.GOOD, "No job waits for long.")
    minutes = int((now - job.created_at).total_seconds() // 60)
    says = f'"{job.kind}" has waited for {minutes:,} minutes and nobody works on it.'
    advice = "Jobs are done while Postbag serves: start postbag serve, or restart it."
    return Sign("Background work", Condition.BROKEN, says, advice)


def _look_at_jobs(store: Store) -> Iterator[Sign]:
    for job in store.jobs.find_latest_of_each():
        if job.kind != FETCH and job.state == "failed":
            moment = _moment(job.finished_at) if job.finished_at else ""
            advice = f"It failed {moment}; it is tried again."
            yield Sign(f"Job: {job.kind}", Condition.LOOK, job.message, advice)


def _look_at_mailboxes(store: Store, settings: Settings) -> Iterator[Sign]:
    latest = {
        job.argument.get(MAILBOX): job
        for job in store.jobs.find_latest_of_each()
        if job.kind == FETCH
    }
    for mailbox in settings.mailboxes:
        account = name_account(mailbox.user, mailbox.host)
        read_at = store.mailboxes.find_fetched_at(account, mailbox.folder)
        yield _look_at_mailbox(mailbox.name, latest.get(mailbox.name), read_at)


def _look_at_mailbox(name: str, job: Job | None, read_at: datetime | None) -> Sign:
    """Say how a mailbox was read last, by a job or by hand."""
    part = f"Mailbox: {name}"
    ended_at = job.finished_at if job else None
    is_over = read_at is not None and ended_at is not None and read_at > ended_at
    if job and job.state == "failed" and ended_at and not is_over:
        advice = f"It failed {_moment(ended_at)}. No mail is lost: they stay there."
        return Sign(part, Condition.BROKEN, job.message, advice)
    read_at = read_at or ended_at
    if read_at is None:
        advice = f"Try it: postbag fetch {name}"
        return Sign(part, Condition.LOOK, "It was never read.", advice)
    return Sign(part, Condition.GOOD, f"Read {_moment(read_at)}.")


def _look_at_set_aside(store: Store) -> Sign:
    waiting = store.imports.count_set_aside()
    if not waiting:
        return Sign("Set aside", Condition.GOOD, "Nothing waits to be mended.")
    advice = (
        "The page Import lists them with reasons, to be mended, tried again or thrown "
        "away."
    )
    says = f"Rows and messages that could not be read: {waiting:,}."
    return Sign("Set aside", Condition.LOOK, says, advice)


def _moment(moment: datetime) -> str:
    return f"{moment:%d %b at %H:%M} UTC"


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _megabytes(size: int) -> str:
    if size >= 10_240 * MEGABYTE:
        return f"{size / 1024 / MEGABYTE:,.0f} GB"
    return f"{size / MEGABYTE:,.0f} MB" if size >= MEGABYTE else f"{size:,} bytes"
