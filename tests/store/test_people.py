"""People, invitations and sign-ins in the store."""

from datetime import UTC, datetime, timedelta

import pytest

from feedback.errors import NotFound, Refused
from feedback.store import Store
from feedback.types import Person, Role

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_it_adds_each_address_once(store: Store, person: Person) -> None:
    with pytest.raises(Refused, match="on the team already"):
        store.people.add(person.address, "Again", Role.ADMIN, NOW)
    assert store.people.find_people() == (person,)


def test_it_raises_for_somebody_unknown(store: Store) -> None:
    with pytest.raises(NotFound):
        store.people.get_person(999)
    with pytest.raises(NotFound):
        store.people.get_person_by_address("nobody@example.com")
    assert store.people.get_password_hash(999) == ""


def test_it_keeps_no_token_that_could_be_used(store: Store, person: Person) -> None:
    """Case 66: who reads the database cannot sign in with what stands there."""
    store.sign_ins.invite(person.id, "invitation-token", NOW + HOUR)
    store.sign_ins.begin(person.id, "session-token", NOW)
    for table in ("invitations", "sign_ins"):
        (row,) = store._db[table].rows
        assert not any("token" in str(value) for value in row.values())


def test_it_forgets_an_invitation_when_its_time_is_over(
    store: Store, person: Person
) -> None:
    store.sign_ins.invite(person.id, "token", NOW + HOUR)
    assert store.sign_ins.get_invited("token", NOW) == person.id
    with pytest.raises(NotFound):
        store.sign_ins.get_invited("token", NOW + HOUR)


def test_it_replaces_an_earlier_invitation(store: Store, person: Person) -> None:
    store.sign_ins.invite(person.id, "first", NOW + HOUR)
    store.sign_ins.invite(person.id, "second", NOW + HOUR)
    with pytest.raises(NotFound):
        store.sign_ins.get_invited("first", NOW)


def test_it_ends_a_sign_in_that_idles_or_lasts_too_long(
    store: Store, person: Person
) -> None:
    """Case 65: an idle and an absolute time-out."""
    store.sign_ins.begin(person.id, "token", NOW)
    find = store.sign_ins.find_person_id
    assert find("token", NOW - HOUR, NOW - HOUR) == person.id
    assert find("token", NOW, NOW - HOUR) is None
    assert find("token", NOW - HOUR, NOW) is None
    assert find("other", NOW - HOUR, NOW - HOUR) is None


def test_it_notes_use_at_most_once_per_while(store: Store, person: Person) -> None:
    store.sign_ins.begin(person.id, "token", NOW)
    store.sign_ins.see("token", NOW + HOUR, stale_before=NOW)
    assert store.sign_ins.find_person_id("token", NOW, NOW - HOUR) is None
    store.sign_ins.see("token", NOW + HOUR, stale_before=NOW + HOUR)
    assert store.sign_ins.find_person_id("token", NOW, NOW - HOUR) == person.id


def test_it_ends_sign_ins_with_a_new_password(store: Store, person: Person) -> None:
    """Case 65."""
    store.sign_ins.begin(person.id, "token", NOW)
    store.sign_ins.invite(person.id, "invitation", NOW + HOUR)
    store.people.set_password_hash(person.id, "another")
    assert store.sign_ins.find_person_id("token", NOW - HOUR, NOW - HOUR) is None
    with pytest.raises(NotFound):
        store.sign_ins.get_invited("invitation", NOW)


def test_it_closes_an_account_whole(store: Store, person: Person) -> None:
    store.sign_ins.begin(person.id, "token", NOW)
    store.sign_ins.invite(person.id, "invitation", NOW + HOUR)
    store.people.disable(person.id, NOW)
    assert store.people.get_person(person.id).is_disabled
    assert not store.people.get_person(person.id).may(Role.VIEWER)
    assert store.sign_ins.find_person_id("token", NOW - HOUR, NOW - HOUR) is None
    with pytest.raises(NotFound):
        store.sign_ins.get_invited("invitation", NOW)


def test_it_counts_failed_tries_of_one_address(store: Store) -> None:
    for minutes in (0, 10, 20):
        failed_at = NOW + timedelta(minutes=minutes)
        store.sign_ins.record_failure("ada@example.com", failed_at)
    store.sign_ins.record_failure("ben@example.com", NOW)
    assert store.sign_ins.count_failures("ada@example.com", NOW) == 2
