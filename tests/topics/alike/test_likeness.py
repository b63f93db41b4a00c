"""More like this: what speaks of the same comes first, in any script."""

import pytest
from flask.testing import FlaskClient

from feedback.errors import NotFound
from feedback.inbox.triage import move_letters
from feedback.store import Store
from feedback.topics.alike.copies import look_for_copies
from feedback.topics.alike.likeness import find_alike
from feedback.types import Person, TriageState
from tests.builders import receive_letters
from tests.topics.conftest import NOW
from tests.topics.life.test_gathering import ODD
from tests.topics.life.test_halving import CRASHES, REFUNDS

CHINESE = [("", "打开照片就闪退，手机重启也没用"), ("", "一点开照片软件就闪退")]


@pytest.fixture
def mixed(store: Store) -> list[int]:
    """Five refunds, seven crashes, two Chinese crashes and a stray letter."""
    return receive_letters(store, [*REFUNDS, *CRASHES, *CHINESE, *ODD])


def alike(store: Store, letter_id: int) -> list[int]:
    return [one.letter_id for one in find_alike(store, letter_id).letters]


def test_what_speaks_of_the_same_comes_first(store: Store, mixed: list[int]) -> None:
    refunds, crashes, chinese = mixed[:5], mixed[5:12], mixed[12:14]
    assert set(alike(store, refunds[0])[:3]) <= set(refunds)
    assert set(alike(store, crashes[0])[:3]) <= set(crashes)
    assert alike(store, chinese[0])[0] == chinese[1]
    assert find_alike(store, refunds[0]).compared == len(mixed) - 1
    almost = [("", f"{REFUNDS[0][1]} Thanks.")]
    (nearest,) = receive_letters(store, almost, source="almost")
    assert alike(store, refunds[0])[0] == nearest


def test_each_text_stands_there_once_and_the_own_not_at_all(
    store: Store, mixed: list[int]
) -> None:
    again = receive_letters(store, [*REFUNDS[:2], REFUNDS[1]], source="again")
    for _ in range(2):
        found = alike(store, mixed[0])
        assert not {mixed[0], again[0]} & set(found)
        assert len({mixed[1], *again[1:]} & set(found)) == 1
        look_for_copies(store)


def test_what_is_no_feedback_is_not_shown(
    store: Store, mixed: list[int], person: Person
) -> None:
    move_letters(store, mixed[1:], TriageState.NOT_FEEDBACK, person.id, NOW)
    assert find_alike(store, mixed[0]).letters == ()
    with pytest.raises(NotFound):
        find_alike(store, 999)


def test_its_page_leads_from_letter_to_letter(
    client: FlaskClient, store: Store, mixed: list[int]
) -> None:
    path = f"/letters/{mixed[0]}/like"
    assert path in client.get(f"/letters/{mixed[0]}").text
    page = client.get(path).text
    assert f'href="/letters/{alike(store, mixed[0])[0]}"' in page
    assert f"out of {len(mixed) - 1} letters compared" in page
    move_letters(store, mixed[1:], TriageState.NOT_FEEDBACK, 1, NOW)
    assert "No letter is like this one" in client.get(path).text
