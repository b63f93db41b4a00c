"""Accounts: inviting people, passwords, signing in.

Passwords are hashed with argon2id. Hashing is slow on purpose, so only a few run at a
time: otherwise sign-ins would be the easiest way to overload the server.
"""

import secrets
import threading
import unicodedata
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from feedback.errors import NotFound, Refused
from feedback.store import Store
from feedback.types import Person, Role

if TYPE_CHECKING:
    from argon2 import PasswordHasher

INVITATION_LIFETIME = timedelta(days=2)
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 1000
FAILURES_ALLOWED = 10
FAILURE_WINDOW = timedelta(minutes=15)

_hashing = threading.BoundedSemaphore(2)


class SignInRefused(Refused):
    """Wrong address or password, or too many tries: never says which of the first."""


def invite(
    store: Store, address: str, name: str, role: Role, now: datetime
) -> tuple[Person, str]:
    """Add a person and return them with a one-time token to set a password."""
    address = address.strip().casefold()
    if "@" not in address or " " in address:
        raise Refused(f"{address!r} is no mail address.")
    person = store.people.add(address, name.strip() or address, role, now)
    return person, renew_invitation(store, person, now)


def renew_invitation(store: Store, person: Person, now: datetime) -> str:
    """Return a fresh one-time token for a person; an earlier one stops working.

    Raises Refused when the account is closed.
    """
    if person.is_disabled:
        raise Refused(f"The account of {person.name} is closed.")
    token = secrets.token_urlsafe(32)
    store.sign_ins.invite(person.id, token, now + INVITATION_LIFETIME)
    return token


def accept_invitation(store: Store, token: str, password: str, now: datetime) -> Person:
    """Set the password of the invited person; the token works once.

    Raises NotFound for a token that is unknown or too old, Refused for a password
    that is too short or too long.
    """
    person = store.people.get_person(store.sign_ins.get_invited(token, now))
    set_password(store, person, password)
    return person


def set_password(store: Store, person: Person, password: str) -> None:
    """Give a person a new password and end all their sign-ins."""
    if len(password) < SHORTEST_PASSWORD:
        raise Refused(f"A password needs at least {SHORTEST_PASSWORD} characters.")
    if len(password) > LONGEST_PASSWORD:
        raise Refused(f"A password has at most {LONGEST_PASSWORD} characters.")
    store.people.set_password_hash(person.id, _hash(password))


def sign_in(store: Store, address: str, password: str, now: datetime) -> str:
    """Check a password and return a fresh session token; raises SignInRefused.

    An unknown address costs the same time and gives the same answer as a wrong
    password.
    """
    address = address.strip().casefold()
    if store.sign_ins.count_failures(address, now - FAILURE_WINDOW) >= FAILURES_ALLOWED:
        raise SignInRefused("Too many tries for this address. Wait a quarter hour.")
    person = _find_person(store, address)
    password_hash = store.people.get_password_hash(person.id) if person else ""
    is_right = _verify(password_hash or _nobody(), password)
    if not (is_right and password_hash and person and not person.is_disabled):
        store.sign_ins.record_failure(address, now)
        raise SignInRefused("Address or password is wrong.")
    if _hasher().check_needs_rehash(password_hash):
        store.people.renew_password_hash(person.id, _hash(password))
    token = secrets.token_urlsafe(32)
    store.sign_ins.begin(person.id, token, now)
    return token


def _find_person(store: Store, address: str) -> Person | None:
    try:
        return store.people.get_person_by_address(address)
    except NotFound:
        return None


def _hash(password: str) -> str:
    with _hashing:
        return _hasher().hash(_normal(password))


def _verify(password_hash: str, password: str) -> bool:
    from argon2.exceptions import VerificationError

    if len(password) > LONGEST_PASSWORD:
        password = ""
    with _hashing:
        try:
            return bool(_hasher().verify(password_hash, _normal(password)))
        except VerificationError:
            return False


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


@lru_cache(maxsize=1)
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher()


@lru_cache(maxsize=1)
def _nobody() -> str:
    """Return a hash that no password opens, to spend the same time on nobody."""
    return _hasher().hash(secrets.token_urlsafe(32))
