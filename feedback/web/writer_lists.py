"""Lists of writers from outside: upload one, plan an action for it, forget it."""

from dataclasses import dataclass

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response as Redirect

from feedback.actions.audiences.writer_lists import upload_list
from feedback.store.writer_lists import WriterList
from feedback.types import Role
from feedback.web.action_forms import ListForm
from feedback.web.context import flash_done, needs, now, person, render, store
from feedback.web.uploaded_text import read_text

blueprint = Blueprint("writer_lists", __name__, url_prefix="/lists")


@dataclass(frozen=True, slots=True)
class ListsPage:
    """All uploaded lists, the latest first."""

    lists: tuple[WriterList, ...]


@blueprint.route("/")
@needs(Role.AGENT)
def lists() -> str:
    """Show the uploaded lists."""
    return render("lists/lists.html", ListsPage(store().writer_lists.find_lists()))


@blueprint.route("/", methods=["POST"])
@needs(Role.AGENT)
def upload() -> Redirect:
    """Keep a file's writers as a list."""
    form = ListForm.checked()
    content = read_text(form.file.data)
    list_id = upload_list(store(), form.name.data, content, person().id, now())
    flash_done(f"Kept. As an audience this list is called list:{list_id}.")
    return redirect(url_for("writer_lists.lists"), 303)


@blueprint.route("/<int:list_id>/remove", methods=["POST"])
@needs(Role.AGENT)
def remove(list_id: int) -> Redirect:
    """Forget a list; audiences drawn from it stay."""
    store().writer_lists.remove(list_id)
    flash_done("Forgotten.")
    return redirect(url_for("writer_lists.lists"), 303)
