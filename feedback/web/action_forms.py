"""The forms of actions: plan, start, cancel, look early, evidence, conclude."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    FloatField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from feedback.actions.measures.measurement import OutsideNumbers
from feedback.actions.results.concluding import Conclusion
from feedback.actions.sentences import LINK_WORDS, VERDICT_WORDS
from feedback.store.notices import Answer
from feedback.types import (
    Action,
    Basis,
    Direction,
    Link,
    MeasureKind,
    Person,
    Plan,
    Topic,
    VerdictKind,
)
from feedback.web.checked_form import CheckedForm, refuse_problems
from feedback.web.letter_forms import IntegerListField

MEASURE_WORDS = {
    MeasureKind.LETTERS: "Letters on the topics, before and after",
    MeasureKind.REPEATS: "Who of the audience complains again, against a holdout",
    MeasureKind.RETURNS: "Who came back or stayed, audience against holdout",
    MeasureKind.OUTSIDE: "A number from outside, with its source",
    MeasureKind.READING: "A question, answered by reading letters",
}
BASIS_WORDS = {
    Basis.QUANTITATIVE: "the number",
    Basis.QUALITATIVE: "reading the quoted letters",
}
ANSWER_WORDS = {
    Answer.DONE: "it is done",
    Answer.LATER: "it comes later",
    Answer.NOT_DOING: "we will not do it",
}
DIRECTION_WORDS = {Direction.DOWN: "fall", Direction.UP: "rise"}


def _choices(words: Mapping[Any, str]) -> list[SelectChoice]:
    return [SelectChoice(str(value), label) for value, label in words.items()]


class MailingForm(CheckedForm):
    """By what replies to a mailing are known."""

    message_ids = TextAreaField("Message-IDs", [Length(max=40_000)])
    address = StringField("Address", [Length(max=400)])


class NumbersField(StringField):  # type: ignore[misc]
    """One number or several, with blanks or semicolons between them."""

    def _value(self) -> str:
        return " ".join(f"{number:g}" for number in self.data or ())

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the numbers; ValueError, which becomes the field's error, otherwise."""
        try:
            words = valuelist[0].replace(";", " ").split() if valuelist else []
            self.data = tuple(float(word) for word in words)
        except ValueError as error:
            self.data = ()
            raise ValueError("Write numbers with blanks between them.") from error
        if not all(isfinite(number) for number in self.data):
            self.data = ()
            raise ValueError("Write numbers that have an end.")


class PlanForm(FlaskForm):  # type: ignore[misc]
    """What an action says before it starts; shares are typed in percent."""

    purpose = TextAreaField("Purpose", [Length(max=1000)])
    title = StringField("Short name", [Length(max=120)])
    link = SelectField("Link", choices=_choices(LINK_WORDS))
    topic_ids = SelectMultipleField("Topics", coerce=int)
    measure = RadioField("Measure", choices=_choices(MEASURE_WORDS))
    criterion = StringField("Question that reading must answer", [Length(max=500)])
    measure_note = StringField("Name of the number and its source", [Length(max=500)])
    direction = SelectField("It should", choices=_choices(DIRECTION_WORDS))
    smallest_percent = FloatField("by at least, in %", [InputRequired()])
    due_on = DateField("Due day", [DataRequired()])
    owner_id = SelectField("Owner", coerce=int)
    cost = FloatField("Cost", [Optional()])
    audience_query = StringField("Audience", [Length(max=1000)])
    holdout_percent = FloatField("Held out, in %", [Optional()])
    version = IntegerField("Version", [Optional()])
    reason = StringField("Why does the plan change?", [Length(max=500)])

    def offer(self, topics: Sequence[Topic], people: Sequence[Person]) -> None:
        """Set the topics and people that can be chosen."""
        self.topic_ids.choices = _choices({topic.id: topic.name for topic in topics})
        self.owner_id.choices = _choices(
            {person.id: person.name for person in people if not person.is_disabled}
        )

    def fill(self, action: Action) -> None:
        """Show an action's present plan."""
        plan = action.plan
        for name in ("purpose", "title", "criterion", "measure_note", "due_on",
                     "owner_id", "audience_query"):  # fmt: skip
            self[name].data = getattr(plan, name)
        for name in ("link", "measure", "direction"):
            self[name].data = getattr(plan, name).value
        self.topic_ids.data = list(plan.topic_ids)
        self.cost.data = None if plan.cost is None else _whole(plan.cost)
        self.smallest_percent.data = _whole(round(100 * plan.smallest_change, 4))
        self.holdout_percent.data = _whole(round(100 * plan.holdout_share, 4))
        self.version.data = action.version

    def plan(self) -> Plan:
        """Return the plan that was typed in."""
        return Plan(
            title=_words(self.title.data),
            link=Link(self.link.data),
            purpose=_words(self.purpose.data),
            topic_ids=tuple(self.topic_ids.data or ()),
            measure=MeasureKind(self.measure.data),
            direction=Direction(self.direction.data),
            smallest_change=(self.smallest_percent.data or 0.0) / 100,
            due_on=self.due_on.data,
            owner_id=self.owner_id.data,
            cost=self.cost.data,
            audience_query=_words(self.audience_query.data),
            holdout_share=(self.holdout_percent.data or 0.0) / 100,
            criterion=_words(self.criterion.data),
            measure_note=_words(self.measure_note.data),
        )

    def show_problems(self, problems: dict[str, str]) -> None:
        """Put a refused plan's problems beside their fields."""
        shown_as = {
            "smallest_change": "smallest_percent",
            "holdout_share": "holdout_percent",
        }
        for name, problem in problems.items():
            field = self[shown_as.get(name, name)]
            field.errors = [*field.errors, problem]


class ChosenLettersForm(CheckedForm):
    """Ticked letters, or all that match ``q`` when ``expected`` is their number."""

    q = StringField("Search", [Length(max=1000)])
    letter_ids = IntegerListField("Letters")
    expected = IntegerField("All matching", [Optional()])


class StartForm(CheckedForm):
    """Start: ``leave_out_waiting`` leaves out writers who still wait for an answer."""

    version = IntegerField("Version", [DataRequired()])
    leave_out_waiting = BooleanField("Leave them out")


class CancelForm(CheckedForm):
    """Give an action up, with the reason."""

    version = IntegerField("Version", [DataRequired()])
    reason = StringField("Why is it given up?", [DataRequired(), Length(max=500)])


class LookForm(CheckedForm):
    """Look at the number before it is due, with the reason."""

    reason = StringField("Why look early?", [DataRequired(), Length(max=500)])


class EvidenceForm(CheckedForm):
    """A letter's own words as evidence."""

    letter_id = IntegerField("Letter", [DataRequired()])
    quote = TextAreaField("Quote", [DataRequired(), Length(max=2000)])
    note = StringField("Note", [Length(max=500)])


class ActivityForm(CheckedForm):
    """A CSV file with the columns key and active_on."""

    file = FileField("Activity file", [DataRequired()])


class ResolveForm(CheckedForm):
    """A topic that an action mended, and how many letters a week it may bring."""

    topic_id = IntegerField("Topic", [DataRequired()])
    tolerated = FloatField("Tolerated letters a week", [InputRequired()])


class ActionNoteForm(CheckedForm):
    """A note for colleagues beside an action."""

    text = TextAreaField("Note", [DataRequired(), Length(max=10_000)])


class ListForm(CheckedForm):
    """A CSV file of writers, and what the list is called."""

    name = StringField("Name", [DataRequired(), Length(max=80)])
    file = FileField("File", [DataRequired()])


class NoticeForm(FlaskForm):  # type: ignore[misc]
    """What writers were told, on which day, and who they are."""

    answer = SelectField("They were told", choices=_choices(ANSWER_WORDS))
    words = StringField("In which words", [Length(max=500)])
    told_on = DateField("On", [DataRequired()])
    action_id = SelectField("Through the action", coerce=int)
    file = FileField("Or to the writers in this CSV file")

    def offer(self, actions: Sequence[Action]) -> None:
        """Set the actions through which writers may have been told."""
        titles = {action.id: action.plan.title for action in actions}
        self.action_id.choices = _choices({0: "none", **titles})

    def check(self) -> None:
        """Raise Refused with what is wrong, if anything is."""
        refuse_problems(self)


class ConcludeForm(FlaskForm):  # type: ignore[misc]
    """The verdict and what it rests on."""

    basis = RadioField(
        "It rests on",
        choices=_choices(BASIS_WORDS),
    )
    verdict = RadioField("Verdict", choices=_choices(VERDICT_WORDS))
    answer = TextAreaField("What do the letters show?", [Length(max=1000)])
    after = NumbersField("Since the start", [Optional()])
    before = NumbersField("Before the start", [Optional()])
    target = FloatField("Or the target", [Optional()])
    source = StringField("Source", [Length(max=300)])
    reason = TextAreaField("Reason", [Length(max=1000)])
    learned = TextAreaField("What was learned?", [Length(max=1000)])
    next_step = TextAreaField("What next?", [Length(max=1000)])
    version = IntegerField("Version", [DataRequired()])
    is_early = BooleanField("Conclude before the due day; the result is marked so")

    def conclusion(self) -> Conclusion:
        """Return what was said."""
        verdict = VerdictKind(self.verdict.data)
        is_measured = verdict is not VerdictKind.NOT_MEASURED
        return Conclusion(
            verdict=verdict,
            basis=Basis(self.basis.data) if is_measured else None,
            learned=_words(self.learned.data),
            version=self.version.data,
            reason=_words(self.reason.data),
            answer=_words(self.answer.data),
            next_step=_words(self.next_step.data),
            outside=self._outside(),
            is_early=self.is_early.data,
        )

    def _outside(self) -> OutsideNumbers | None:
        if not self.after.data:
            return None
        return OutsideNumbers(
            after=self.after.data,
            source=_words(self.source.data),
            before=self.before.data or (),
            target=self.target.data,
        )


def _words(text: str | None) -> str:
    return (text or "").strip()


def _whole(number: float) -> float:
    """Return a number without the ".0" that would be shown."""
    return int(number) if number.is_integer() else number
