"""The base of small forms: what their buttons cannot send is refused."""

from typing import Self

from flask_wtf import FlaskForm

from feedback.errors import Refused


class CheckedForm(FlaskForm):  # type: ignore[misc]
    """A form that leaves little room for wrong input; what is left is refused."""

    @classmethod
    def checked(cls) -> Self:
        """Return the submitted form; raises Refused with what is wrong."""
        form = cls()
        refuse_problems(form)
        return form


def refuse_problems(form: FlaskForm) -> None:
    """Raise Refused with what is wrong in a submitted form, if anything is."""
    if form.validate_on_submit():
        return
    problems = [
        f"{form[name].label.text}: {errors[0]}"
        for name, errors in form.errors.items()
        if name
    ]
    raise Refused(" ".join(problems) or "Nothing was sent.")
