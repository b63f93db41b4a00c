"""Accounts: invitations, passwords, signing in and being slowed down."""

import statistics
import time
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher

from feedback.errors import NotFound, Refused
from feedback.people import accounts
from feedback.people.accounts import (
    FAILURE_WINDOW,
    FAILURES_ALLOWED,
    INVITATION_LIFETIME,
    SignInRefused,
)
from feedback.store import Store
from feedback.types import Person, Role
from tests.conftest import PASSWORD

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def who(store: Store, token: str) -> int | None:
    return store.sign_ins.find_person_id(token, NOW - HOUR, NOW - HOUR)


def test_it_lets_an_invited_person_in(store: Store) -> None:
    invited, token = accounts.invite(store, " Ada@Example.com ", " ", Role.ADMIN, NOW)
    assert (invited.address, invited.name) == ("ada@example.com", "ada@example.com")
    assert not invited.has_password
    accounts.accept_invitation(store, token, PASSWORD, NOW)
    session = accounts.sign_in(store, "ADA@example.com ", PASSWORD, NOW)
    assert who(store, session) == invited.id


@pytest.mark.parametrize("address", ["", "ada", "a da@example.com"])
def test_it_refuses_what_is_no_address(store: Store, address: str) -> None:
    with pytest.raises(Refused, match="no mail address"):
        accounts.invite(store, address, "Ada", Role.AGENT, NOW)


def test_it_accepts_an_invitation_once_and_in_time(store: Store) -> None:
    """Case 66."""
    _, token = accounts.invite(store, "ada@example.com", "Ada", Role.AGENT, NOW)
    with pytest.raises(NotFound):
        accounts.accept_invitation(store, "guessed", PASSWORD, NOW)
    with pytest.raises(NotFound):
        accounts.accept_invitation(store, token, PASSWORD, NOW + INVITATION_LIFETIME)
    accounts.accept_invitation(store, token, PASSWORD, NOW)
    with pytest.raises(NotFound):
        accounts.accept_invitation(store, token, PASSWORD, NOW)


def test_it_keeps_an_invitation_when_the_password_is_refused(store: Store) -> None:
    _, token = accounts.invite(store, "ada@example.com", "Ada", Role.AGENT, NOW)
    for password in ("short", "x" * 1001):
        with pytest.raises(Refused, match="password"):
            accounts.accept_invitation(store, token, password, NOW)
    accounts.accept_invitation(store, token, PASSWORD, NOW)


@pytest.mark.parametrize(
    "password", ["Ångström-schlüssel", "p" * 73, "p" * 1000, "密码密码密码密码密码"]
)
def test_it_takes_long_and_foreign_passwords_whole(
    store: Store, person: Person, password: str
) -> None:
    """Case 64: every character counts, also behind the 72nd byte."""
    accounts.set_password(store, person, password)
    assert accounts.sign_in(store, person.address, password, NOW)
    with pytest.raises(SignInRefused):
        accounts.sign_in(store, person.address, password[:-1], NOW)


def test_it_knows_one_password_in_two_spellings_of_unicode(
    store: Store, person: Person
) -> None:
    """Case 64: composed and decomposed letters are the same password."""
    accounts.set_password(store, person, "schlu\u0308ssel-eins")
    assert accounts.sign_in(store, person.address, "schl\u00fcssel-eins", NOW)


def test_it_says_the_same_to_everybody_it_turns_away(
    store: Store, person: Person
) -> None:
    """Case 64: unknown, invited, closed and mistyped cannot be told apart."""
    accounts.invite(store, "invited@example.com", "I", Role.AGENT, NOW)
    closed = store.people.add("closed@example.com", "C", Role.AGENT, NOW)
    store.people.set_password_hash(closed.id, store.people.get_password_hash(person.id))
    store.people.disable(closed.id, NOW)
    said = set()
    for address, password in (
        ("nobody@example.com", PASSWORD),
        ("invited@example.com", PASSWORD),
        ("invited@example.com", ""),
        (closed.address, PASSWORD),
        (person.address, PASSWORD + "x"),
        (person.address, "x" * 1_000_000),
    ):
        with pytest.raises(SignInRefused) as refused:
            accounts.sign_in(store, address, password, NOW)
        said.add(str(refused.value))
    assert said == {"Address or password is wrong."}


def test_it_takes_as_long_for_somebody_unknown(store: Store, person: Person) -> None:
    """Case 64: measured in CPU time, which other work on the machine leaves alone."""
    accounts.set_password(store, person, PASSWORD)

    def cost(address: str) -> float:
        start = time.process_time()
        with pytest.raises(SignInRefused):
            accounts.sign_in(store, address, "a wrong password", NOW)
        return time.process_time() - start

    cost("nobody@example.com")
    known = statistics.median(cost(person.address) for _ in range(5))
    unknown = statistics.median(cost("nobody@example.com") for _ in range(5))
    assert 0.7 < unknown / known < 1.4


def test_it_slows_down_whoever_guesses(store: Store, person: Person) -> None:
    """Case 64: after ten failures even the right password has to wait."""
    for _ in range(FAILURES_ALLOWED):
        store.sign_ins.record_failure(person.address, NOW)
    with pytest.raises(SignInRefused, match="Wait a quarter hour"):
        accounts.sign_in(store, person.address, PASSWORD, NOW)
    later = NOW + FAILURE_WINDOW + timedelta(seconds=1)
    assert accounts.sign_in(store, person.address, PASSWORD, later)


def test_it_slows_down_for_unknown_addresses_too(store: Store) -> None:
    for _ in range(FAILURES_ALLOWED):
        store.sign_ins.record_failure("nobody@example.com", NOW)
    with pytest.raises(SignInRefused, match="Wait a quarter hour"):
        accounts.sign_in(store, "Nobody@example.com", PASSWORD, NOW)


def test_it_hashes_again_when_its_parameters_have_grown(
    store: Store, person: Person
) -> None:
    """Case 64: a weak old hash becomes a strong one at the next sign-in."""
    weak = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    store.people.set_password_hash(person.id, weak)
    session = accounts.sign_in(store, person.address, PASSWORD, NOW)
    strong = store.people.get_password_hash(person.id)
    assert strong != weak
    assert not PasswordHasher().check_needs_rehash(strong)
    again = accounts.sign_in(store, person.address, PASSWORD, NOW)
    assert store.people.get_password_hash(person.id) == strong
    assert who(store, session) == who(store, again) == person.id


def test_it_gives_no_link_to_a_closed_account(store: Store, person: Person) -> None:
    store.people.disable(person.id, NOW)
    closed = store.people.get_person(person.id)
    with pytest.raises(Refused, match="closed"):
        accounts.renew_invitation(store, closed, NOW)
