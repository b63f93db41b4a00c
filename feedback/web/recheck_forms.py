"""The form of the blind re-check."""

from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional

from feedback.topics.names import LONGEST_NAME
from feedback.web.checked_form import CheckedForm


class AnswerForm(CheckedForm):
    """A topic by its name; or none of them; or another letter first."""

    topic = StringField("Topic", [Optional(), Length(max=LONGEST_NAME)])
    choice = SelectField("Choice", choices=["file", "none", "skip"])
