"""``postbag fit``, ``topics``, ``trends``, ``results`` and ``digest`` as processes."""

import pytest

from tests.commands.conftest import Run


def test_it_says_what_to_do_before_there_are_topics(postbag: Run) -> None:
    assert "postbag fit" in postbag("topics").out
    assert postbag("topics", "--json").json == []
    assert "No letters on topics" in postbag("trends").out
    assert postbag("trends", "--json").json == []
    results = postbag("results", "--json").json
    assert results == {"quantitative": 0, "qualitative": 0, "none": 0, "results": []}
    digest = postbag("digest", "--week", "2026-03-02")
    assert (digest.code, bool(digest.out.strip()), digest.err) == (0, True, "")


@pytest.mark.parametrize(
    "arguments",
    [("trends", "--since", "yesterday"), ("digest", "--week", "2026-13-01")],
)
def test_it_refuses_what_is_no_day(postbag: Run, arguments: tuple[str, ...]) -> None:
    done = postbag(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "Traceback" not in done.err


@pytest.mark.slow
def test_it_fits_lists_and_counts_the_letters_of_a_demo(postbag: Run) -> None:
    made = postbag("demo", "--letters", "300", "--no-serve")
    assert made.code == 0, made.err
    fitted = postbag("fit", "--json").json
    assert set(fitted) == {
        "fit_id",
        "topics",
        "letters",
        "placed",
        "unsure",
        "proposals",
    }
    assert fitted["placed"] + fitted["unsure"] == fitted["letters"]
    topics = postbag("topics", "--json").json
    assert topics
    assert set(topics[0]) == {"id", "name", "theme", "state", "letters", "writers"}
    assert all(topic["writers"] <= topic["letters"] for topic in topics)
    weeks = postbag("trends", "--json").json
    assert {row["topic_id"] for row in weeks} <= {topic["id"] for topic in topics}
    results = postbag("results", "--json").json
    assert set(results) == {"quantitative", "qualitative", "none", "results"}
    for result in results["results"]:
        assert set(result) == {"action_id", "action", "verdict", "sentence"}
    assert postbag("digest").code == 0
