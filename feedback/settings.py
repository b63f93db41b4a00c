"""Settings: one frozen object, from the environment and an optional TOML file.

The environment (``POSTBAG_PORT=80``) wins over the file named by ``POSTBAG_CONFIG``,
which wins over the defaults. A wrong value stops the start with one clear line.
"""

import os
import re
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from feedback.errors import InvalidSetting

PREFIX = "POSTBAG_"


def _setting(default: Any, explanation: str) -> Any:
    return field(default=default, metadata={"help": explanation})


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An IMAP mailbox to fetch letters from; see each field's ``help``."""

    name: str
    host: str = _setting("", "The IMAP server.")
    user: str = _setting("", "The name to sign in with, mostly the address.")
    password: str = field(
        default="", repr=False, metadata={"help": "The password or app password."}
    )
    password_file: str = _setting("", "A file that holds the password instead.")
    token_file: str = _setting(
        "", "A file with an OAuth access token, read anew at each fetch."
    )
    port: int = _setting(993, "The port of the server; 143 where security is not tls.")
    security: str = _setting("tls", "How the line is kept secret: tls, starttls, none.")
    certificate_file: str = _setting(
        "", "A file with the certificate of a server that no public authority knows."
    )
    folder: str = _setting("INBOX", "The folder to read.")
    flag: str = _setting(
        "", r"A flag that mails get once they are letters, such as \Seen or $Letter."
    )
    move_to: str = _setting(
        "", "Where mails go once they are letters. Default: they stay, unread."
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set; see each field's ``help``."""

    db: Path = _setting(
        Path(), "The database file. Default: the platform's user data folder."
    )
    host: str = _setting("127.0.0.1", "The address that `postbag serve` listens on.")
    port: int = _setting(8025, "The port that `postbag serve` listens on, 0 to 65535.")
    public_url: str = _setting(
        "",
        "Where people reach Postbag, such as https://post.example.com. With https, "
        "cookies are sent over https only.",
    )
    secret_key: str = _setting(
        "",
        "Signs cookies and forms; at least 32 characters. Default: a random one, kept "
        "in a file beside the database that only its owner can read.",
    )
    originals_key_file: str = _setting(
        "",
        "The file with the key that encrypts originals, where a source asks for that. "
        "Default: made at the first use beside the database.",
    )
    upload_limit_mb: int = _setting(
        100, "The largest file that the import page takes, in megabytes."
    )
    sign_in_idle_hours: int = _setting(
        12, "A sign-in that is not used for so many hours ends."
    )
    sign_in_days: int = _setting(14, "A sign-in ends after so many days in any case.")
    without_result_limit_share: float = _setting(
        0.4,
        "When more than this share of a month's actions has no data result, the "
        "results page asks what they were for. 0 to 1.",
    )
    mailboxes: tuple[Mailbox, ...] = _setting(
        (), "The mailboxes to fetch letters from, a table for each, as TOML."
    )
    fetch_minutes: int = _setting(
        5, "While serving, mailboxes are read every so many minutes. 0: never."
    )
    recheck_letters: int = _setting(
        30, "So many letters are drawn each month to be re-checked blindly. 0: none."
    )
    embedder: str = _setting(
        "static",
        "How letters are compared when topics are found: static (ready-made word "
        "vectors), lexical (their own words only), or the folder of a sentence model "
        'in ONNX form, which needs the extra "onnx".',
    )

    @property
    def is_https(self) -> bool:
        """Tell whether people reach Postbag over https."""
        return self.public_url.startswith("https://")

    @property
    def base_url(self) -> str:
        """Return what links to Postbag begin with, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url.rstrip("/") or f"http://{host}:{self.port}"


def load_settings(
    environment: Mapping[str, str] | None = None, **overrides: object
) -> Settings:
    """Read the settings; ``overrides`` (from a command line) win over everything.

    Raises InvalidSetting, which names the setting and what it may be.
    """
    environment = os.environ if environment is None else environment
    values: dict[str, object] = {}
    if path := environment.get(PREFIX + "CONFIG"):
        values |= _read_file(Path(path))
    for known in fields(Settings):
        if (text := environment.get(PREFIX + known.name.upper())) is not None:
            values[known.name] = text
    values |= {name: value for name, value in overrides.items() if value is not None}
    settings = Settings(**{name: _typed(name, v) for name, v in values.items()})
    return _with_defaults(_checked(settings))


def _read_file(path: Path) -> dict[str, object]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidSetting(f"{path} cannot be read as settings: {error}") from error
    known = {known.name for known in fields(Settings)}
    if strange := sorted(set(content) - known):
        raise InvalidSetting(
            f"{path}: no setting is called {strange[0]!r}. "
            f"There are: {', '.join(sorted(known))}."
        )
    return content


def _typed(name: str, value: object) -> Any:
    if name == "mailboxes":
        return _read_mailboxes(value)
    return _typed_as(name, value, type(getattr(_DEFAULTS, name)))


def _typed_as(name: str, value: object, kind: type) -> Any:
    readable = (str, int, float) if kind is float else (str, kind)
    try:
        if isinstance(value, bool) or not isinstance(value, readable):
            raise TypeError(value)
        return Path(str(value)).expanduser() if kind is _PATH else kind(value)
    except (TypeError, ValueError) as error:
        raise InvalidSetting(
            f"{_called(name)} must be {_WORDS[kind]}, not {value!r}."
        ) from error


def _called(name: str) -> str:
    return name if "." in name else PREFIX + name.upper()


_DEFAULTS = Settings()
_PATH = type(Path())
_WORDS = {int: "a whole number", float: "a number", str: "text", _PATH: "a path"}


def _read_mailboxes(value: object) -> tuple[Mailbox, ...]:
    """Read the tables of mailboxes, in the environment written as TOML."""
    if isinstance(value, str):
        try:
            value = tomllib.loads(value)
        except tomllib.TOMLDecodeError as error:
            raise InvalidSetting(f"{PREFIX}MAILBOXES is no TOML: {error}") from error
    if not isinstance(value, dict):
        raise InvalidSetting(f"{PREFIX}MAILBOXES must be tables such as [support].")
    return tuple(_read_mailbox(name, table) for name, table in value.items())


def _read_mailbox(name: str, table: object) -> Mailbox:
    place = f"mailboxes.{name}"
    if not isinstance(table, dict):
        raise InvalidSetting(f"{place} must be a table.")
    known = {known.name for known in fields(Mailbox)} - {"name"}
    if strange := sorted(set(table) - known):
        raise InvalidSetting(
            f"{place} has no setting {strange[0]!r}. "
            f"There are: {', '.join(sorted(known))}."
        )
    if "port" not in table and table.get("security", "tls") != "tls":
        table = {"port": _PLAIN_PORT, **table}
    kinds = {key: int if key == "port" else str for key in table}
    typed = {k: _typed_as(f"{place}.{k}", v, kinds[k]) for k, v in table.items()}
    return _checked_mailbox(place, Mailbox(name, **typed))


def _checked_mailbox(place: str, mailbox: Mailbox) -> Mailbox:
    secrets_given = (mailbox.password, mailbox.password_file, mailbox.token_file)
    for is_right, rule in (
        (mailbox.host, "needs a host"),
        (mailbox.user, "needs a user"),
        (sum(map(bool, secrets_given)) == 1, _ONE_SECRET),
        (0 < mailbox.port <= 65535, "needs a port from 1 to 65535"),
        (mailbox.security in _SECURITIES, "needs security of tls, starttls or none"),
        (bool(_FLAG.fullmatch(mailbox.flag)), r"needs a flag such as \Seen or $Letter"),
        (mailbox.move_to != mailbox.folder, "cannot move mails to where they are"),
    ):
        if not is_right:
            raise InvalidSetting(f"{place} {rule}.")
    return mailbox


_ONE_SECRET = "needs one of password, password_file and token_file"  # noqa: S105
_FLAG = re.compile(r"|\\(?:Seen|Flagged|Answered)|[A-Za-z$_][A-Za-z0-9$_-]{0,60}")
_PLAIN_PORT = 143
_SECURITIES = ("tls", "starttls", "none")


def _checked(settings: Settings) -> Settings:
    for is_right, name, rule in (
        (0 <= settings.port <= 65535, "port", "from 0 to 65535"),
        (settings.host != "", "host", "an address such as 127.0.0.1"),
        (settings.upload_limit_mb > 0, "upload_limit_mb", "above 0"),
        (settings.sign_in_idle_hours > 0, "sign_in_idle_hours", "above 0"),
        (settings.sign_in_days > 0, "sign_in_days", "above 0"),
        (settings.fetch_minutes >= 0, "fetch_minutes", "0 or above"),
        (settings.recheck_letters >= 0, "recheck_letters", "0 or above"),
        (
            settings.embedder in ("static", "lexical")
            or Path(settings.embedder).is_dir(),
            "embedder",
            "static, lexical, or a folder that is there",
        ),
        (
            0 <= settings.without_result_limit_share <= 1,
            "without_result_limit_share",
            "from 0 to 1",
        ),
        (
            not settings.public_url
            or settings.public_url.startswith(("http://", "https://")),
            "public_url",
            "an address that begins with http:// or https://",
        ),
        (
            not settings.secret_key or len(settings.secret_key) >= 32,
            "secret_key",
            "at least 32 characters long",
        ),
    ):
        if not is_right:
            raise InvalidSetting(f"{PREFIX}{name.upper()} must be {rule}.")
    return settings


def _with_defaults(settings: Settings) -> Settings:
    if settings.db == Path():
        from platformdirs import user_data_path

        settings = replace(settings, db=user_data_path("postbag") / "postbag.db")
    return settings


def kept_secret(settings: Settings) -> str:
    """Return the secret key, making and keeping a random one at the first start."""
    if settings.secret_key:
        return settings.secret_key
    path = settings.db.with_name(settings.db.name + ".secret")
    if not path.exists() or not path.stat().st_size:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8")
