"""The forms of the inbox."""

from typing import Self

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Field,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional

from feedback.errors import Refused
from feedback.inbox.triage import STATE_WORDS


class _Form(FlaskForm):  # type: ignore[misc]
    """A form that leaves little room for wrong input; what is left is refused."""

    @classmethod
    def checked(cls) -> Self:
        """Return the submitted form; raises Refused with what is wrong."""
        form = cls()
        if not form.validate_on_submit():
            problems = [f"{form[name].label.text}: {error[0]}" for name, error in
                        form.errors.items() if name]  # fmt: skip
            raise Refused(" ".join(problems) or "Nothing was sent.")
        return form


class IntegerListField(Field):  # type: ignore[misc]
    """Any number of whole numbers under one name, such as ticked boxes."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the numbers; anything else is dropped, as no box has such a value."""
        self.data = [int(text) for text in valuelist if text.isdecimal()]


def _state_field() -> SelectField:
    choices = [(state.value, words) for state, words in STATE_WORDS.items()]
    return SelectField("State", choices=choices)


class MoveForm(_Form):
    """Move one letter; ``version`` is what the person saw."""

    state = _state_field()
    version = IntegerField("Version", [DataRequired()])
    snoozed_until = DateField("Snooze until", [Optional()])
    next_id = IntegerField("Next letter", [Optional()])


class BulkForm(_Form):
    """Move selected letters, or all matching when ``expected`` is their number."""

    state = _state_field()
    letter_ids = IntegerListField("Letters")
    expected = IntegerField("All matching", [Optional()])
    snoozed_until = DateField("Snooze until", [Optional()])


class AssignForm(_Form):
    """Give a letter to somebody; 0 means nobody."""

    assignee_id = IntegerField("Colleague", [Optional()])


class NoteForm(_Form):
    """A note beside a letter."""

    text = TextAreaField("Note", [DataRequired(), Length(max=10_000)])


class SaveViewForm(_Form):
    """A name for the current search."""

    name = StringField("Name", [DataRequired(), Length(max=80)])
    q = StringField("Search", [Length(max=1000)])
