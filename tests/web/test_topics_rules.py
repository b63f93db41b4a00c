"""The page of a rule."""

import re

from flask.testing import FlaskClient

from feedback.store import Store
from feedback.types import Origin
from tests.builders import receive_letters
from tests.topics.conftest import varied

__all__ = ["varied"]


def test_it_previews_saves_and_takes_a_rule_back(
    client: FlaskClient, store: Store, varied: list[int]
) -> None:
    letters = receive_letters(store, source="more")
    path = f"/topics/{varied[0]}"
    page = client.get(f"{path}/rule?text=charged+twice&way=phrase").text
    assert "2 letters found, 2 of them not on this topic yet" in page
    assert store.assignments.find_for_letter(letters[0]) == ()
    data = {"text": "charged twice", "way": "phrase"}
    done = client.post(f"{path}/rules", data=data, follow_redirects=True).text
    assert "Always this topic</h2>" in done
    (one,) = store.assignments.find_for_letter(letters[0])
    assert one.origin is Origin.RULE
    assert "by a rule" in client.get(f"/letters/{letters[0]}").text
    undo = re.search(r'action="(/topics/events/\d+/undo)"', done)
    assert undo
    client.post(undo[1], data={"back": path})
    assert store.assignments.find_for_letter(letters[0]) == ()
    assert "Always this topic</h2>" not in client.get(path).text


def test_it_says_what_is_wrong_with_the_words(
    client: FlaskClient, varied: list[int]
) -> None:
    path = f"/topics/{varied[0]}"
    assert "Give a word" in client.get(f"{path}/rule?text=%21%21").text
    assert "No letter has these words" in client.get(f"{path}/rule?text=zebra").text
    page = client.get(f"{path}/rule?text=<script>x</script>").text
    assert "<script>x" not in page
    data = {"text": "!!", "way": "phrase"}
    assert client.post(f"{path}/rules", data=data).status_code == 422
    assert client.get("/topics/99/rule").status_code == 404


def test_it_quotes_the_sentences_that_a_rule_finds(
    client: FlaskClient, store: Store, varied: list[int]
) -> None:
    long = "I write to you about many things. " * 20
    texts = [("", f"{long}Now a LATE, fee came ({n}). {long}") for n in range(7)]
    receive_letters(store, texts, source="more")
    page = client.get(f"/topics/{varied[0]}/rule?text=late+fee").text
    assert page.count("<bdi>Now a LATE, fee came (") == 5
    assert "5 of those that would come:" in page
