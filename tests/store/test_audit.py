"""The audit log: only added to, and a change in it is seen."""

from datetime import UTC, datetime

import pytest
from pysqlite3 import dbapi2 as sqlite3

from feedback.store import Store
from feedback.types import Deed

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def log(store: Store) -> Store:
    for number in range(4):
        store.audit.record(Deed.EXPORT, f"{number} letters", None, NOW)
    return store


def change(store: Store, *statements: str) -> None:
    """Change the file behind Postbag's back."""
    connection = sqlite3.connect(str(store.path))
    for name in ("audit_entries_stay", "audit_entries_stand"):
        connection.execute(f"DROP TRIGGER IF EXISTS {name}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_it_keeps_entries_in_their_order(log: Store) -> None:
    assert [entry.id for entry in log.audit.find_entries()] == [4, 3, 2, 1]
    assert not list(log.audit.find_breaks())
    assert not log.maintenance.find_damage()


@pytest.mark.parametrize("deed", ["DELETE FROM", "UPDATE"])
def test_it_lets_nobody_change_it(log: Store, deed: str) -> None:
    """Case 83."""
    connection = sqlite3.connect(str(log.path))
    change = " SET about = 'x'" if deed == "UPDATE" else ""
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        connection.execute(f"{deed} audit_entries{change}")
    connection.close()


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (
            "UPDATE audit_entries SET about = 'nothing' WHERE id = 2",
            "entry 2 was changed",
        ),
        ("DELETE FROM audit_entries WHERE id = 2", "before entry 3 are missing"),
        ("DELETE FROM audit_entries WHERE id = 1", "before entry 2 are missing"),
        ("DELETE FROM audit_entries WHERE id = 4", "latest entries are missing"),
        ("DELETE FROM audit_entries", "latest entries are missing"),
    ],
)
def test_check_finds_what_was_done_to_it(
    log: Store, statement: str, found: str
) -> None:
    """Case 83."""
    change(log, statement)
    assert any(found in problem for problem in log.maintenance.find_damage())


def test_it_escapes_what_could_look_like_an_entry(store: Store) -> None:
    """Case 83."""
    store.audit.record(Deed.EXPORT, "a\nb\x1b[31m\u202eq", None, NOW)
    (entry,) = store.audit.find_entries()
    assert entry.about == "a\\nb\\x1b[31m\\u202eq"
