"""The form in which people write down a letter that came on paper or by phone."""

from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from feedback.intake.typed_letters import TypedLetter
from feedback.web.checked_form import CheckedForm

LONGEST_LETTER = 200_000


class LetterForm(CheckedForm):
    """A letter, and what is known of it: who wrote it, when, and what it is about."""

    letter = TextAreaField(
        "What it says",
        [DataRequired("Write what the letter says."), Length(max=LONGEST_LETTER)],
    )
    writer = StringField("Who wrote it", [Optional(), Length(max=300)])
    subject = StringField("Subject", [Optional(), Length(max=300)])
    written_on = DateField("When", [Optional()])

    def read(self) -> TypedLetter:
        """Return what was typed."""
        return TypedLetter(
            text=self.letter.data or "",
            subject=self.subject.data or "",
            writer=self.writer.data or "",
            written_on=self.written_on.data,
        )
