"""The forms of the topic pages."""

from typing import Self

from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from feedback.errors import Refused
from feedback.store.rules import RuleWay
from feedback.topics.filing.rules import LONGEST_TEXT
from feedback.topics.names import LONGEST_NAME
from feedback.web.letter_forms import IntegerListField


class _Form(FlaskForm):  # type: ignore[misc]
    """A form that leaves little room for wrong input; what is left is refused."""

    @classmethod
    def checked(cls) -> Self:
        """Return the submitted form; raises Refused with what is wrong."""
        form = cls()
        if not form.validate_on_submit():
            problems = [
                f"{form[name].label.text}: {error[0]}"
                for name, error in form.errors.items()
                if name
            ]
            raise Refused(" ".join(problems) or "Nothing was sent.")
        return form


class RenameForm(_Form):
    """A new name for a topic."""

    name = StringField("Name", [DataRequired(), Length(max=LONGEST_NAME)])


class StateForm(_Form):
    """Where a topic stands, and why."""

    state = SelectField("State", choices=["accepted", "active", "resolved", "archived"])
    reason = StringField("Reason", [Optional(), Length(max=300)])


class MergeForm(_Form):
    """The topic that shall speak for this one too."""

    into_id = IntegerField("Topic", [InputRequired()])


class TickedForm(_Form):
    """Ticked topics, and the one that shall speak for them when they are merged."""

    topic_ids = IntegerListField("Topics", default=tuple)
    into_id = IntegerField("Speaks", [Optional()])


class SplitForm(_Form):
    """Letters that make a new topic, and its name."""

    letter_ids = IntegerListField("Letters")
    name = StringField("Name", [DataRequired(), Length(max=LONGEST_NAME)])


class PickingForm(_Form):
    """What is ticked and typed so far, and where the page to go to begins."""

    letter_ids = IntegerListField("Letters")
    name = StringField("Name", [Optional(), Length(max=LONGEST_NAME)])
    cursor = StringField("Page", [Optional()])


class CorrectForm(_Form):
    """Whether a letter belongs to a topic; ``seen`` is its latest correction seen."""

    seen = IntegerField("Seen", [Optional()])
    topic_id = IntegerField("Topic", [InputRequired()])
    belongs = SelectField("Belongs", choices=["yes", "no"])


class FileForm(_Form):
    """Letters for a topic that is there, which leave ``from_id`` if that is given.

    They are those ticked, or all on the list when it was ``expected`` so long.
    """

    letter_ids = IntegerListField("Letters")
    expected = IntegerField("All matching", [Optional()])
    topic_id = IntegerField("Topic", [InputRequired("Choose a topic first.")])
    from_id = IntegerField("From", [Optional()])


class DecideForm(_Form):
    """What becomes of a proposal."""

    decision = SelectField("Decision", choices=["accept", "dismiss"])


class RuleForm(_Form):
    """Words or a phrase that always mean a topic."""

    text = StringField("Words", [DataRequired(), Length(max=LONGEST_TEXT)])
    way = SelectField("Read as", choices=[way.value for way in RuleWay])
