"""``postbag people``: add, list, disable."""

import click

from feedback.clock import now
from feedback.commands.session import Session, with_json
from feedback.people import accounts
from feedback.settings import Settings
from feedback.types import Person, Role


@click.group()
def people() -> None:
    """Add, list or disable members of the team."""


@people.command("add")
@click.argument("address")
@click.option("--name", default="", help="Their name; default: the address.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.ADMIN.value,
    show_default=True,
)
@with_json
def add(session: Session, address: str, name: str, role: str) -> None:
    """Add a person and print the one-time link with which they set a password."""
    with session.open_store() as store:
        person, token = accounts.invite(store, address, name, Role(role), now())
    link = one_time_link(session.settings, token)
    session.show(
        {"address": person.address, "role": person.role, "link": link},
        f"{person.name} joins as {person.role}. One-time link, valid two days:\n{link}",
    )


@people.command("list")
@with_json
def list_(session: Session) -> None:
    """Show everybody on the team."""
    with session.open_store() as store:
        team = store.people.find_people()
    session.show(
        [
            {"address": p.address, "name": p.name, "role": p.role, "account": _word(p)}
            for p in team
        ],
        "\n".join(f"{p.address}  {p.name}  {p.role}  {_word(p)}" for p in team)
        or "Nobody yet. Add somebody: postbag people add ADDRESS",
    )


@people.command("disable")
@click.argument("address")
@with_json
def disable(session: Session, address: str) -> None:
    """Close an account; what the person did stays."""
    with session.open_store() as store:
        person = store.people.get_person_by_address(address.casefold())
        store.people.disable(person.id, now())
    session.show(
        {"disabled": person.address}, f"The account of {person.name} is closed."
    )


def one_time_link(settings: Settings, token: str) -> str:
    """Return the link behind which the invited person chooses a password."""
    return f"{settings.base_url}/join/{token}"


def _word(person: Person) -> str:
    if person.is_disabled:
        return "closed"
    return "in use" if person.has_password else "invited"
