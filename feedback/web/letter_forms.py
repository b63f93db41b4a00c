"""The forms of the inbox."""

from wtforms import (
    BooleanField,
    DateField,
    Field,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from feedback.inbox.triage import STATE_WORDS
from feedback.web.checked_form import CheckedForm


class IntegerListField(Field):  # type: ignore[misc]
    """Any number of whole numbers under one name, such as ticked boxes."""

    def process_data(self, value: list[int] | None) -> None:
        """Begin with no number."""
        self.data = value or []

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the numbers; anything else is dropped, as no box has such a value."""
        self.data = [int(text) for text in valuelist if text.isdecimal()]


def _state_field() -> SelectField:
    choices = [SelectChoice(state.value, words) for state, words in STATE_WORDS.items()]
    return SelectField("State", choices=choices)


class MoveForm(CheckedForm):
    """Move one letter; ``version`` is what the person saw."""

    state = _state_field()
    version = IntegerField("Version", [DataRequired()])
    snoozed_until = DateField("Snooze until", [Optional()])
    stays_asleep = BooleanField("Even if the writer writes again")
    next_id = IntegerField("Next letter", [Optional()])


class BulkForm(CheckedForm):
    """Move selected letters, or all matching when ``expected`` is their number."""

    state = _state_field()
    letter_ids = IntegerListField("Letters")
    expected = IntegerField("All matching", [Optional()])
    snoozed_until = DateField("Snooze until", [Optional()])


class SplitCopiesForm(CheckedForm):
    """Letters that do not belong to their group of copies."""

    letter_ids = IntegerListField("Letters")


class MergeWriterForm(CheckedForm):
    """Another writer who is the same, by address, key or number."""

    name = StringField("Address or key", [DataRequired(), Length(max=200)])


class AssignForm(CheckedForm):
    """Give a letter to somebody; 0 means nobody."""

    assignee_id = IntegerField("Colleague", [Optional()])


class NoteForm(CheckedForm):
    """A note beside a letter."""

    text = TextAreaField("Note", [DataRequired(), Length(max=10_000)])


class SaveViewForm(CheckedForm):
    """A name for the current search."""

    name = StringField("Name", [DataRequired(), Length(max=80)])
    q = StringField("Search", [Length(max=1000)])
