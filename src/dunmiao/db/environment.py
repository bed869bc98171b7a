"""Read the environment and the TOML file it names, once, into one frozen record."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from dunmiao.db.home import default_home
from dunmiao.kernel.errors import OperatorError

PREFIX = "DUNMIAO_"
OUTSIDE = {"CONFIG", "HOME"} | {"TEST_PG_BIN", "TEST_HOME"}


class BadConfiguration(OperatorError):
    """A setting has an unknown name or a value that cannot be read."""


@dataclass(frozen=True, slots=True)
class Environment:
    """All that an installation may set. The environment wins over the TOML file."""

    home: Path
    database_url: str = ""
    owner_database_url: str = ""
    bind: str = "127.0.0.1:8000"
    public_url: str = ""
    allow_plain_http: bool = False
    require_second_factor: bool = True
    remote_ballots: bool = False
    idle_minutes: int = 30
    smtp_url: str = ""
    mail_from: str = ""
    debug: bool = False

    @property
    def https(self) -> bool:
        """True where people reach the pages by https."""
        return self.public_url.startswith("https://")


def _convert(name: str, kind: Any, text: Any) -> Any:
    if kind is bool:
        if isinstance(text, bool):
            return text
        if str(text).lower() in {"1", "true", "yes", "on"}:
            return True
        if str(text).lower() in {"0", "false", "no", "off", ""}:
            return False
        raise BadConfiguration(f"{PREFIX}{name.upper()}: {text!r} is neither yes nor no")
    if kind is int:
        try:
            return int(text)
        except ValueError as wrong:
            raise BadConfiguration(f"{PREFIX}{name.upper()}: {text!r} is no number") from wrong
    return Path(text) if kind is Path else str(text)


def read_environment(variables: Mapping[str, str] = os.environ) -> Environment:
    """Build the record; every unknown name is reported at once."""
    given: dict[str, Any] = {}
    if path := variables.get(PREFIX + "CONFIG"):
        given.update(tomllib.loads(Path(path).read_text(encoding="utf-8")))
    for name, text in variables.items():
        if name.startswith(PREFIX) and name.removeprefix(PREFIX) not in OUTSIDE:
            given[name.removeprefix(PREFIX).lower()] = text
    given.setdefault("home", variables.get(PREFIX + "HOME") or default_home())
    if url := variables.get("DATABASE_URL"):
        given["database_url"] = url
    known = {field.name: field.type for field in fields(Environment)}
    if unknown := sorted(given.keys() - known.keys()):
        raise BadConfiguration(
            "未知的设置 unknown settings: " + ", ".join(PREFIX + name.upper() for name in unknown)
        )
    return Environment(**{name: _convert(name, known[name], text) for name, text in given.items()})
