"""The only place with SQL: one Store, composed of one part per noun."""

from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

from feedback.store import lean_start  # noqa: F401, before all that use sqlite-utils
from feedback.store.action_notes import ActionNotes
from feedback.store.actions import Actions
from feedback.store.assignments import Assignments
from feedback.store.attachments import Attachments
from feedback.store.audiences import Audiences
from feedback.store.audit import Audit
from feedback.store.connection import BUSY_SECONDS, open_database, writing
from feedback.store.conversations import Conversations
from feedback.store.copies import Copies
from feedback.store.copy_index import CopyIndex
from feedback.store.corrections import Corrections
from feedback.store.evidence import EvidenceList
from feedback.store.fits import Fits
from feedback.store.imports import Imports
from feedback.store.jobs import Jobs
from feedback.store.kept_letters import KeptLetters
from feedback.store.kept_placings import KeptPlacings
from feedback.store.letters import Letters
from feedback.store.mailboxes import Mailboxes
from feedback.store.mailings import Mailings
from feedback.store.maintenance import Maintenance
from feedback.store.moves import Moves
from feedback.store.notes import Notes, Views
from feedback.store.notices import Notices
from feedback.store.people import People, SignIns
from feedback.store.proposals import Proposals
from feedback.store.quotes import Quotes
from feedback.store.rechecks import Rechecks
from feedback.store.resolutions import Resolutions
from feedback.store.results import Results
from feedback.store.rules import Rules
from feedback.store.sources import Sources
from feedback.store.tones import Tones
from feedback.store.topic_events import TopicEvents
from feedback.store.topics import Topics
from feedback.store.traces import Traces
from feedback.store.trends import Trends
from feedback.store.writer_links import WriterLinks
from feedback.store.writer_lists import WriterLists
from feedback.store.writer_portraits import WriterPortraits
from feedback.store.writer_traits import WriterTraits
from feedback.store.writers import Writers


class Store:
    """A Postbag database: open it, use its parts, close it.

    A store belongs to the thread that opened it: one per request or job.
    """

    def __init__(self, path: Path | str, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = Path(path)
        self._db = open_database(path, busy_seconds)
        self.letters = Letters(self._db)
        self.imports = Imports(self._db)
        self.kept_letters = KeptLetters(self._db)
        self.kept_placings = KeptPlacings(self._db)
        self.sources = Sources(self._db)
        self.attachments = Attachments(self._db)
        self.audit = Audit(self._db)
        self.conversations = Conversations(self._db)
        self.copies = Copies(self._db)
        self.copy_index = CopyIndex(self._db)
        self.mailboxes = Mailboxes(self._db)
        self.writers = Writers(self._db)
        self.writer_links = WriterLinks(self._db)
        self.writer_portraits = WriterPortraits(self._db)
        self.writer_traits = WriterTraits(self._db)
        self.moves = Moves(self._db)
        self.notes = Notes(self._db)
        self.views = Views(self._db)
        self.people = People(self._db)
        self.sign_ins = SignIns(self._db)
        self.tones = Tones(self._db)
        self.topics = Topics(self._db)
        self.topic_events = TopicEvents(self._db)
        self.quotes = Quotes(self._db)
        self.assignments = Assignments(self._db)
        self.corrections = Corrections(self._db)
        self.fits = Fits(self._db)
        self.proposals = Proposals(self._db)
        self.rechecks = Rechecks(self._db)
        self.rules = Rules(self._db)
        self.trends = Trends(self._db)
        self.actions = Actions(self._db)
        self.mailings = Mailings(self._db)
        self.audiences = Audiences(self._db)
        self.action_notes = ActionNotes(self._db)
        self.writer_lists = WriterLists(self._db)
        self.notices = Notices(self._db)
        self.evidence = EvidenceList(self._db)
        self.results = Results(self._db)
        self.resolutions = Resolutions(self._db)
        self.jobs = Jobs(self._db)
        self.traces = Traces(self._db)
        self.maintenance = Maintenance(self._db)

    def transaction(self) -> AbstractContextManager[None]:
        """Hold the write lock for a block: all of it is committed, or none."""
        return writing(self._db)

    def close(self) -> None:
        """Close the database; the store cannot be used afterwards."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


__all__ = ["Store"]
