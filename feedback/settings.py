"""Settings: one frozen object, from the environment and an optional TOML file.

The environment (``POSTBAG_PORT=80``) wins over the file named by ``POSTBAG_CONFIG``,
which wins over the defaults. A wrong value stops the start with one clear line.
"""

import os
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
    kind = type(getattr(_DEFAULTS, name))
    readable = (str, int, float) if kind is float else (str, kind)
    try:
        if isinstance(value, bool) or not isinstance(value, readable):
            raise TypeError(value)
        return Path(str(value)).expanduser() if kind is _PATH else kind(value)
    except (TypeError, ValueError) as error:
        raise InvalidSetting(
            f"{PREFIX}{name.upper()} must be {_WORDS[kind]}, not {value!r}."
        ) from error


_DEFAULTS = Settings()
_PATH = type(Path())
_WORDS = {int: "a whole number", float: "a number", str: "text", _PATH: "a path"}


def _checked(settings: Settings) -> Settings:
    for is_right, name, rule in (
        (0 <= settings.port <= 65535, "port", "from 0 to 65535"),
        (settings.host != "", "host", "an address such as 127.0.0.1"),
        (settings.upload_limit_mb > 0, "upload_limit_mb", "above 0"),
        (settings.sign_in_idle_hours > 0, "sign_in_idle_hours", "above 0"),
        (settings.sign_in_days > 0, "sign_in_days", "above 0"),
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
