"""Settings: where they come from, and that each wrong one is refused by name."""

import stat
from dataclasses import fields
from pathlib import Path

import pytest

from feedback.errors import InvalidSetting
from feedback.settings import PREFIX, Settings, kept_secret, load_settings


def test_it_needs_no_settings() -> None:
    settings = load_settings({})
    assert settings.db.name == "postbag.db"
    assert settings.db.is_absolute()
    assert (settings.host, settings.port) == ("127.0.0.1", 8025)
    assert not settings.is_https


def test_it_explains_every_setting() -> None:
    assert all(
        field.metadata["help"].endswith((".", "1.")) for field in fields(Settings)
    )


def test_it_lets_the_nearest_word_win(tmp_path: Path) -> None:
    """Command line over environment over file over default."""
    file = tmp_path / "postbag.toml"
    file.write_text(
        'port = 1\nhost = "127.0.0.2"\nsign_in_days = 3\n', encoding="utf-8"
    )
    environment = {"POSTBAG_CONFIG": str(file), "POSTBAG_PORT": "2", "OTHER": "x"}
    settings = load_settings(environment, db=tmp_path / "a.db", host=None)
    assert (settings.port, settings.host, settings.sign_in_days) == (2, "127.0.0.2", 3)
    assert load_settings(environment, port=4).port == 4
    assert settings.db == tmp_path / "a.db"


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("port", "eighty", "a whole number"),
        ("port", "80.5", "a whole number"),
        ("port", "-1", "from 0 to 65535"),
        ("port", "65536", "from 0 to 65535"),
        ("host", "", "an address"),
        ("upload_limit_mb", "0", "above 0"),
        ("upload_limit_mb", "much", "a whole number"),
        ("sign_in_idle_hours", "0", "above 0"),
        ("sign_in_days", "-3", "above 0"),
        ("fetch_minutes", "-1", "0 or above"),
        ("recheck_letters", "-1", "0 or above"),
        ("embedder", "/no/such/folder", "a folder that is there"),
        ("without_result_limit_share", "40 %", "a number"),
        ("without_result_limit_share", "1.5", "from 0 to 1"),
        ("without_result_limit_share", "nan", "from 0 to 1"),
        ("public_url", "post.example.com", "http:// or https://"),
        ("public_url", "javascript:alert(1)", "http:// or https://"),
        ("secret_key", "short", "at least 32 characters"),
    ],
)
def test_it_refuses_a_wrong_value_by_its_name(name: str, value: str, rule: str) -> None:
    with pytest.raises(InvalidSetting, match=PREFIX + name.upper()) as refused:
        load_settings({PREFIX + name.upper(): value})
    assert rule in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "content",
    [
        "port = 80.5",
        "port = true",
        "port = [80]",
        'port = "x"',
        "sign_in_days = 1.9",
        "host = 5",
        "db = 5",
        "without_result_limit_share = true",
        "prot = 80",
        "port = ",
        "[server]\nport = 80",
    ],
)
def test_it_refuses_a_wrong_file(tmp_path: Path, content: str) -> None:
    file = tmp_path / "postbag.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidSetting):
        load_settings({"POSTBAG_CONFIG": str(file)})


def test_it_reads_each_kind_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "postbag.toml"
    file.write_text(
        'db = "~/letters.db"\nport = 80\nwithout_result_limit_share = 1\n',
        encoding="utf-8",
    )
    settings = load_settings({"POSTBAG_CONFIG": str(file)})
    assert settings.db == Path("~/letters.db").expanduser()
    assert settings.port == 80
    assert settings.without_result_limit_share == 1.0


def test_it_says_which_settings_there_are(tmp_path: Path) -> None:
    file = tmp_path / "postbag.toml"
    file.write_text("prot = 80", encoding="utf-8")
    with pytest.raises(InvalidSetting, match=r"'prot'.*There are: .*port"):
        load_settings({"POSTBAG_CONFIG": str(file)})


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_it_refuses_a_file_it_cannot_read(
    tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "postbag.toml"
    if content:
        file.write_bytes(content)
    with pytest.raises(InvalidSetting, match=r"postbag\.toml"):
        load_settings({"POSTBAG_CONFIG": str(file)})


def test_it_keeps_a_random_secret_that_only_its_owner_reads(tmp_path: Path) -> None:
    """Case 73: there is no default key that everybody knows."""
    settings = Settings(db=tmp_path / "deep" / "postbag.db")
    secret = kept_secret(settings)
    assert len(secret) >= 32
    assert kept_secret(settings) == secret
    assert kept_secret(Settings(db=tmp_path / "other.db")) != secret
    file = tmp_path / "deep" / "postbag.db.secret"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_it_makes_a_new_secret_where_a_crash_left_none(tmp_path: Path) -> None:
    settings = Settings(db=tmp_path / "postbag.db")
    (tmp_path / "postbag.db.secret").write_text("")
    assert len(kept_secret(settings)) >= 32


def test_it_prefers_a_given_secret(tmp_path: Path) -> None:
    settings = Settings(db=tmp_path / "postbag.db", secret_key="k" * 32)
    assert kept_secret(settings) == "k" * 32
    assert list(tmp_path.iterdir()) == []


SUPPORT = 'host = "imap.example.com"\nuser = "help@example.com"\n'


def test_it_reads_mailboxes_from_tables(tmp_path: Path) -> None:
    file = tmp_path / "postbag.toml"
    file.write_text(
        f'[mailboxes.support]\n{SUPPORT}password_file = "p"\nmove_to = "Done"\n'
        f'[mailboxes.press]\n{SUPPORT}token_file = "t"\nport = 143\n',
        encoding="utf-8",
    )
    support, press = load_settings({"POSTBAG_CONFIG": str(file)}).mailboxes
    assert (support.name, support.move_to, support.port) == ("support", "Done", 993)
    assert (press.token_file, press.port, press.folder) == ("t", 143, "INBOX")
    (other,) = load_settings(
        {
            "POSTBAG_CONFIG": str(file),
            "POSTBAG_MAILBOXES": f'[other]\n{SUPPORT}password = "hidden"',
        }
    ).mailboxes
    assert (other.name, other.password) == ("other", "hidden")
    assert "hidden" not in repr(other)


@pytest.mark.parametrize(
    ("chosen", "port"),
    [
        ("", 993),
        ('security = "tls"', 993),
        ('security = "starttls"', 143),
        ('security = "none"', 143),
        ('security = "starttls"\nport = 1143', 1143),
    ],
)
def test_the_port_goes_with_how_the_line_is_kept_secret(chosen: str, port: int) -> None:
    table = f'[support]\n{SUPPORT}password = "p"\n{chosen}'
    (mailbox,) = load_settings({"POSTBAG_MAILBOXES": table}).mailboxes
    assert mailbox.port == port


@pytest.mark.parametrize(
    ("table", "rule"),
    [
        ("support = 5", "must be a table"),
        ("support =", "no TOML"),
        ('[support]\nuser = "a"\npassword = "p"', "needs a host"),
        ('[support]\nhost = "a"\npassword = "p"', "needs a user"),
        (f"[support]\n{SUPPORT}", "one of password"),
        (f'[support]\n{SUPPORT}password = "p"\ntoken_file = "t"', "one of password"),
        (f'[support]\n{SUPPORT}password = "p"\nport = "imap"', "a whole number"),
        (f'[support]\n{SUPPORT}password = "p"\nport = 0', "1 to 65535"),
        (f'[support]\n{SUPPORT}password = "p"\nsecurity = "ssl"', "starttls"),
        (f'[support]\n{SUPPORT}password = "p"\nmove_to = "INBOX"', "where they are"),
        (f'[support]\n{SUPPORT}pasword = "p"', "'pasword'"),
    ],
)
def test_it_refuses_a_wrong_mailbox(table: str, rule: str) -> None:
    with pytest.raises(InvalidSetting) as refused:
        load_settings({"POSTBAG_MAILBOXES": table})
    assert rule in str(refused.value)
    assert "support" in str(refused.value) or "MAILBOXES" in str(refused.value)
