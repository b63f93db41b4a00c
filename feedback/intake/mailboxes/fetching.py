"""Which mailboxes are fetched, and with which secrets."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from feedback.clock import now
from feedback.errors import InvalidSetting, NotFound, PostbagError
from feedback.intake.mailboxes.connection import Account
from feedback.intake.mailboxes.imap import Progress, fetch_mailbox
from feedback.intake.mailboxes.schedule import MAILBOX
from feedback.settings import Mailbox, Settings, load_settings
from feedback.store import Store
from feedback.store.jobs import Job
from feedback.types import Import


def choose_mailboxes(settings: Settings, name: str | None) -> Sequence[Mailbox]:
    """Return the mailbox of this name, or all; raises NotFound or InvalidSetting."""
    if not settings.mailboxes:
        raise InvalidSetting(
            "No mailbox is set. Add a table such as [mailboxes.support] with host, "
            "user and password_file to the file that POSTBAG_CONFIG names."
        )
    if name is None:
        return settings.mailboxes
    found = [mailbox for mailbox in settings.mailboxes if mailbox.name == name]
    if not found:
        raise NotFound(MAILBOX, name)
    return found


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of several mailboxes: an import each, or a sentence on the failure."""

    imports: tuple[Import, ...]
    failures: tuple[str, ...]


def fetch_all(
    store: Store,
    mailboxes: Sequence[Mailbox],
    progress: Progress | None = None,
    *,
    again: bool = False,
) -> Fetched:
    """Fetch one mailbox after the other; one that fails does not stop the rest.

    ``again`` reads their folders from the first mail on, whatever came before.
    """
    imports, failures = [], []
    for mailbox in mailboxes:
        try:
            account = read_account(mailbox)
            if again:
                store.mailboxes.forget_position(account.place, account.folder)
            imports.append(fetch_mailbox(store, account, progress=progress))
        except PostbagError as error:
            failures.append(str(error))
    return Fetched(tuple(imports), tuple(failures))


def read_account(mailbox: Mailbox) -> Account:
    """Return how to reach a mailbox, its secret read now; raises InvalidSetting."""
    return Account(
        name=mailbox.name,
        host=mailbox.host,
        user=mailbox.user,
        password=mailbox.password or _read_secret(mailbox, mailbox.password_file),
        token=_read_secret(mailbox, mailbox.token_file),
        port=mailbox.port,
        security=mailbox.security,
        certificate_file=_find_file(mailbox.certificate_file),
        folder=mailbox.folder,
        done_folder=mailbox.move_to,
        flag=mailbox.flag,
    )


def _find_file(path: str) -> str:
    return str(Path(path).expanduser()) if path else ""


def _read_secret(mailbox: Mailbox, path: str) -> str:
    if not path:
        return ""
    try:
        secret = Path(path).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSetting(
            f"The secret of the mailbox {mailbox.name} cannot be read: {error}"
        ) from error
    if not secret:
        raise InvalidSetting(
            f"The file {path} with the secret of the mailbox {mailbox.name} is empty."
        )
    return secret


def run_fetch_job(store: Store, job: Job) -> str:
    """Fetch one mailbox; returns the outcome.

    The settings are read anew, so that a new password counts at once. A line that
    breaks is not waited for: the next job goes on from where this one came.
    """
    (mailbox,) = choose_mailboxes(load_settings(), job.argument[MAILBOX])

    def report(seen: int) -> None:
        store.jobs.report(job.id, seen, 0, "Fetching", now())

    done = fetch_mailbox(store, read_account(mailbox), attempts=1, progress=report)
    return f"{mailbox.name}: {done.counts.received:,} received."
