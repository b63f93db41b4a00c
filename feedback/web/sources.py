"""Sources: where letters come from, how they are read, what of them is masked."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from feedback.errors import Refused
from feedback.intake.protection.protecting_kept import (
    find_protecting,
    schedule_protecting,
)
from feedback.intake.tables.readings import describe_reading
from feedback.people.protecting import MASK_WORDS, ORIGINAL_WORDS, protect_source
from feedback.store.jobs import Job
from feedback.types import (
    Import,
    OriginalChoice,
    PersonalData,
    Protection,
    Role,
    SourceInfo,
)
from feedback.web.checked_form import CheckedForm
from feedback.web.context import flash_done, needs, now, person, render, store

blueprint = Blueprint("sources", __name__, url_prefix="/sources")


class ProtectionForm(CheckedForm):
    """What a source masks, and what becomes of its originals."""

    masks = SelectMultipleField(
        "Mask",
        choices=[SelectChoice(kind.value, words) for kind, words in MASK_WORDS.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    originals = RadioField(
        "Originals",
        choices=[
            SelectChoice(one.value, words) for one, words in ORIGINAL_WORDS.items()
        ],
    )

    def read(self) -> Protection:
        """Return what was chosen."""
        return Protection(
            frozenset(map(PersonalData, self.masks.data or ())),
            OriginalChoice(self.originals.data),
        )


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """Every source with what it protects."""

    sources: tuple[SourceInfo, ...]
    protections: dict[int, str]


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One source: its imports, how its tables are read, what it protects.

    ``unprotected`` letters came before it did; ``job`` goes through them.
    """

    source: SourceInfo
    imports: tuple[Import, ...]
    reading: tuple[tuple[str, str], ...]
    form: Any
    unprotected: int
    job: Job | None


@blueprint.route("/")
def sources() -> str:
    """List the sources."""
    found = store().sources.find_sources()
    protections = {one.id: _describe(one.protection) for one in found}
    return render("sources/sources.html", SourcesPage(found, protections))


@blueprint.route("/<int:source_id>")
def source(source_id: int) -> str:
    """Show one source."""
    found = store().sources.get_source(source_id)
    form = ProtectionForm(
        formdata=None,
        masks=[kind.value for kind in found.protection.masks],
        originals=found.protection.originals.value,
    )
    imports = store().imports.find_imports(20, source_id)
    page = SourcePage(
        found,
        imports,
        describe_reading(found.reading),
        form,
        store().kept_letters.count(source_id),
        find_protecting(store(), source_id),
    )
    return render("sources/source.html", page)


@blueprint.route("/<int:source_id>/protect", methods=["POST"])
@needs(Role.ADMIN)
def protect(source_id: int) -> Response:
    """Set what letters of this source go through from now on."""
    found = store().sources.get_source(source_id)
    protection = ProtectionForm.checked().read()
    protect_source(store(), found, protection, person().id, now())
    flash_done(f"Kept. From now on: {_describe(protection)}")
    return redirect(url_for("sources.source", source_id=source_id), 303)


@blueprint.route("/<int:source_id>/protect-letters", methods=["POST"])
@needs(Role.ADMIN)
def protect_letters(source_id: int) -> Response:
    """Have the letters go through it that came before."""
    if not request.form.get("sure"):
        raise Refused("Tick that you know that this cannot be undone.")
    store().sources.get_source(source_id)
    schedule_protecting(store(), source_id, person().id, now())
    return redirect(url_for("sources.source", source_id=source_id), 303)


@blueprint.route("/<int:source_id>/forget-reading", methods=["POST"])
@needs(Role.AGENT)
def forget_reading(source_id: int) -> Response:
    """Forget how the tables of a source were read; the next import asks again."""
    found = store().sources.get_source(source_id)
    store().sources.remember_reading(found.name, {})
    flash_done("Forgotten. The next import of this source proposes columns anew.")
    return redirect(url_for("sources.source", source_id=source_id), 303)


def _describe(protection: Protection) -> str:
    """Return what a source protects as a short sentence."""
    words = [MASK_WORDS[kind] for kind in PersonalData if kind in protection.masks]
    masked = [
        word[:1].lower() + word[1:] if word[1].islower() else word for word in words
    ]
    text = f"masked: {', '.join(masked)}" if masked else "nothing is masked"
    return f"{text}; originals {_KEPT[protection.originals]}."


_KEPT = {
    OriginalChoice.KEEP: "are kept",
    OriginalChoice.ENCRYPT: "are encrypted",
    OriginalChoice.DROP: "are dropped",
}
