"""``postbag people`` as a process."""

from tests.commands.conftest import Run


def test_it_manages_the_team(postbag: Run) -> None:
    assert "postbag people add" in postbag("people", "list").out
    added = postbag("people", "add", "Ada@example.com", "--name", "Ada", "--json")
    assert (added.code, added.json["address"], added.json["role"]) == (
        0,
        "ada@example.com",
        "admin",
    )
    assert added.json["link"].startswith("http://127.0.0.1:8025/join/")
    (listed,) = postbag("people", "list", "--json").json
    assert listed == {
        "address": "ada@example.com",
        "name": "Ada",
        "role": "admin",
        "account": "invited",
    }
    closed = postbag("people", "disable", "ADA@example.com", "--json")
    assert (closed.code, closed.json) == (0, {"disabled": "ada@example.com"})
    assert "closed" in postbag("people", "list").out


def test_it_refuses_people_it_cannot_add_or_close(postbag: Run) -> None:
    postbag("people", "add", "ada@example.com")
    for arguments in (
        ("add", "ada@example.com"),
        ("add", "no address"),
        ("disable", "nobody@example.com"),
    ):
        done = postbag("people", *arguments)
        assert done.code == 2
        assert done.err.startswith("postbag: ")


def test_it_prints_links_for_where_people_reach_postbag(postbag: Run) -> None:
    """Case 66: the link comes from the settings."""
    done = postbag(
        "people",
        "add",
        "ada@example.com",
        "--role",
        "viewer",
        POSTBAG_PUBLIC_URL="https://post.example.com/",
    )
    assert "\nhttps://post.example.com/join/" in done.out
