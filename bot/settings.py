"""Settings, from the environment or `.env` in the working directory; nothing is read when this is imported."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, ClassVar, TypeVar

from dotenv.parser import Binding, parse_stream
from pydantic import AfterValidator, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.core.errors import LoopmateError

FILE = ".env"
PREFIX = "LOOPMATE_"
_FOR_TESTS = frozenset({"LOOPMATE_FULL", "LOOPMATE_REQUIRE_REDIS_SERVER"})
"""Read by the tests alone; the programs that they start inherit them."""
_ALIKE = 0.7
"""How near a name of another program's family must be to ours to be a misspelling (1: the same)."""


class BadSettings(LoopmateError):
    """A setting that cannot be used, or a file of settings that cannot be read; says how to fix it."""


class BadValue(ValueError):
    """What is wrong with the value of a setting, as a whole sentence without the value."""


@dataclass(frozen=True, slots=True)
class About:
    """What a setting is for, and where to get its value: what `.env.example` says of it."""

    what: str
    where: str = ""


def _absolute(path: Path) -> Path:
    """No shell expands ~ or $HOME in a `.env` file or a unit, and the program may change its folder later."""
    try:
        return Path(os.path.expandvars(path)).expanduser().absolute()
    except RuntimeError:  # a ~ of nobody, or HOME isn't set
        raise BadValue(
            f"I don't know the home that ~ means in {path}: set HOME, or give the whole path."
        ) from None


Folder = Annotated[Path, AfterValidator(_absolute)]


@dataclass(frozen=True, slots=True)
class Token:
    """The shape of a token, as a regular expression; `looks` completes the sentence "The right one ..."."""

    shape: str
    looks: str


NO_TOKEN = SecretStr("")
ADDRESS = r"^(https?://\S+)?$"


class Settings(BaseSettings):
    """What an organizer can set; each name has LOOPMATE_ before it in the environment, tokens without.

    A description says what the setting takes: it completes the sentence "NAME takes ...". A platform's settings are a
    subclass in its folder; `bot.platforms.spec` makes one class of them all.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=FILE,
        env_file_encoding="utf-8-sig",  # an editor on Windows may begin a file with a mark
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        validate_default=True,
        hide_input_in_errors=True,
    )
    family: ClassVar[str] = PREFIX
    """How the names of a platform's tokens begin."""
    mistaken: ClassVar[Mapping[str, str]] = {}
    """What people paste instead of a token: a regular expression -> what that is, in words."""

    command: Annotated[
        str,
        About(
            "The word that all commands begin with. Change it where another app owns /prep, then register the "
            "commands again: loopmate manifest"
        ),
    ] = Field(
        "prep",
        pattern=r"^[a-z][a-z0-9-]{0,24}$",
        description="a word such as prep: at most 25 lowercase letters, digits and hyphens, a letter first",
    )
    data: Annotated[Folder, About("Where the built-in server keeps its files. Back this folder up.")] = Field(
        Path("~/.local/share/loopmate"), description="the path of a folder"
    )
    key: Annotated[
        str,
        About(
            "The keys that members' texts are encrypted with, newest first, a comma between them. Without it a key "
            "file is made in ~/.config/loopmate."
        ),
    ] = Field("", repr=False, description="keys, newest first, separated by commas")
    redis_url: Annotated[
        str, About("A Redis 7, Valkey 8 or newer of your own. Without it a server is built in.")
    ] = Field("", repr=False, description="an address such as redis://localhost:6379/0")
    valkey_server: Annotated[
        str,
        About(
            "A valkey-server of this machine, version 8 or newer, instead of the one that ships with the bot. "
            "docs/adr/built-in-or-system-server.md says when."
        ),
    ] = Field("", pattern=r"^([/~].*)?$", description="the path of a program such as /usr/bin/valkey-server")
    wait_replicas: Annotated[
        int, About("How many replicas must have written a change before a card confirms it.")
    ] = Field(0, ge=0, le=5, description="a whole number from 0 to 5")
    accept_lossy_redis: Annotated[
        bool, About("1: use a Redis that may lose data (eviction on, or no append-only file).")
    ] = Field(False, description="1 or 0")
    http_port: Annotated[
        int,
        About(
            "A port for metrics and health checks, and for a platform that calls the bot; 0: none is opened."
        ),
    ] = Field(0, ge=0, le=65_535, description="a port from 1 to 65535, or 0 for none")
    http_host: Annotated[
        str,
        About(
            "The address that the port is opened on: 127.0.0.1 reaches this machine alone, as a proxy on it needs; "
            "0.0.0.0 every network that it's in."
        ),
    ] = Field("127.0.0.1", pattern=r"^[\w.:-]+$", description="an address of this machine, such as 127.0.0.1")
    heartbeat_url: Annotated[
        str,
        About(
            "An address that is called once a minute while all is well, so that another machine notices when it "
            "isn't.",
            "a service that watches such calls, such as healthchecks.io",
        ),
    ] = Field("", repr=False, pattern=ADDRESS, description="an address that begins with https://")
    backup_dir: Annotated[
        Folder | None,
        About(
            "A folder for nightly backups: the last seven are kept, and one a week for four weeks. Best on another "
            "disk."
        ),
    ] = Field(None, description="the path of a folder")
    xdg_config_home: Folder = Field(
        Path("~/.config"), validation_alias="XDG_CONFIG_HOME", description="the path of a folder"
    )

    @field_validator("*")
    @classmethod
    def check_token(cls, value: Any, info: ValidationInfo) -> Any:
        """A token without the blanks around it; one that cannot be what its setting takes is refused in words."""
        token = _token(cls.model_fields[info.field_name or ""])
        if token is None:
            return value
        inside = value.get_secret_value().strip()
        if inside and (wrong := wrong_token(cls, info.field_name or "", inside)):
            raise BadValue(wrong)
        return SecretStr(inside)

    @property
    def key_file(self) -> Path:
        """The encryption key, outside the data folder on purpose: a stolen disk image must not hold both."""
        return self.xdg_config_home / "loopmate" / "key"

    @property
    def register_file(self) -> Path:
        """Which store was where, next to the key: a lost data folder must not look like a first start."""
        return self.key_file.with_name("stores")

    @property
    def forgotten_file(self) -> Path:
        """Who was forgotten, by hash, next to the key: an old copy of the data must not bring them back."""
        return self.key_file.with_name("forgotten")


S = TypeVar("S", bound=Settings)


def read_settings(kind: type[S], given: Mapping[str, str] | None = None) -> S:
    """The settings of this process, some of them `given` by their names in the environment.
    Raises BadSettings: a value cannot be used, or `.env` cannot be read."""
    values: dict[str, Any] = {n.removeprefix(PREFIX).lower(): value for n, value in (given or {}).items()}
    try:
        _refuse_broken_line(Path(FILE))
        return kind(**values)
    except ValidationError as error:
        raise BadSettings(_sentence(kind, error)) from None
    except UnicodeDecodeError:
        raise BadSettings(f"{FILE} isn't UTF-8. Save it as UTF-8, one NAME=value per line.") from None
    except OSError as error:
        why = f"{FILE} can't be read: {error.strerror}. Let this user read it, or remove it."
        raise BadSettings(why) from None


def _refuse_broken_line(file: Path) -> None:
    """Raises BadSettings for a line that sets nothing, which the library leaves out, and for a folder, which it takes
    for no file."""
    if file.is_dir():  # Docker makes one for a file that is to be mounted and isn't there
        raise BadSettings(f"{FILE} is a folder. Remove it, and write your settings in a file of that name.")
    for line, one in _lines_of(file):
        if one.error and re.search("""=.*['"]""", one.original.string):
            raise BadSettings(
                f"Line {line} of {FILE} has a quote too many or too few. Close it, or remove both."
            )
        if one.error or (one.key and one.value is None):
            raise BadSettings(f"Line {line} of {FILE} isn't NAME=value. Write it so, or put # before it.")


def _lines_of(file: Path) -> Iterator[tuple[int, Binding]]:
    """What a file of settings says, each with the number of its line. Raises OSError, UnicodeDecodeError."""
    if file.is_file():
        with file.open(encoding="utf-8-sig") as lines:
            for one in parse_stream(lines):
                text = one.original.string
                yield one.original.line + text[: len(text) - len(text.lstrip())].count("\n"), one


def repeated_names() -> list[str]:
    """A sentence for each name that `.env` sets more than once."""
    found: dict[str, list[int]] = {}
    for line, one in _lines_of(Path(FILE)):
        if one.key:
            found.setdefault(one.key, []).append(line)
    return [
        f"{FILE} sets {name} {len(lines)} times, and line {lines[-1]} counts"
        for name, lines in found.items()
        if len(lines) > 1
    ]


def _sentence(kind: type[Settings], error: ValidationError) -> str:
    """What the first setting that cannot be used takes; it is named by its field, or as in the environment."""
    first = error.errors()[0]
    where, cause = str(first["loc"][0]), first.get("ctx", {}).get("error")
    name, field = next((n, f) for n, f in named(kind) if where in (n, n.removeprefix(PREFIX).lower()))
    lines = [f"line {line} of {FILE}" for line, one in _lines_of(Path(FILE)) if one.key == name]
    place = "the environment" if name in os.environ else (lines or [f"the environment or in {FILE}"])[-1]
    said = f"{name} takes {field.description}."
    if isinstance(cause, BadValue):
        said = str(cause) if name in str(cause) else f"{name}: {cause}"
    return f"{said} Fix it in {place}."


def named(kind: type[Settings]) -> Iterator[tuple[str, FieldInfo]]:
    """Every setting as it is written in the environment, in the order of their declaration."""
    for name, field in kind.model_fields.items():
        alias = field.validation_alias
        yield (alias if isinstance(alias, str) else PREFIX + name.upper()), field


def families(kind: type[Settings]) -> tuple[str, ...]:
    """How the names of settings begin."""
    found = {one.family for one in kind.__mro__ if issubclass(one, Settings)}
    return (PREFIX, *sorted(found - {PREFIX}))


# tokens: each has a shape, and one instead of another is the usual mistake


def wrong_token(kind: type[Settings], name: str, value: str) -> str | None:
    """A sentence about a value that cannot be what the token `name` (`xy_token` or `XY_TOKEN`) takes; None when it
    can. Never quotes it."""
    token = _token(kind.model_fields[name.lower()])
    if token is None:
        return None
    known = {p: what for one in kind.__mro__ if issubclass(one, Settings) for p, what in one.mistaken.items()}
    found = next((what for pattern, what in known.items() if re.fullmatch(pattern, value)), "")
    if re.fullmatch(token.shape, value, re.ASCII) and (not found or name.upper() in found):
        return None
    return f"{name.upper()} holds {found or 'no such token'}. The right one {_describe(kind, name)}."


def missing_token(kind: type[Settings], name: str) -> str:
    """A sentence about a token that is not set, with where to get it."""
    return f"{name} is missing. It {_describe(kind, name)}."


def _describe(kind: type[Settings], name: str) -> str:
    """What a token looks like, and where to get it."""
    about = {type(one): one for one in kind.model_fields[name.lower()].metadata}
    return f"{about[Token].looks} ({about[About].where})"


def _token(field: FieldInfo) -> Token | None:
    return next((one for one in field.metadata if isinstance(one, Token)), None)


# names


def strange_names(kind: type[Settings], environment: Iterable[str]) -> list[str]:
    """A sentence for each name in `environment` or `.env` that is meant for us and isn't a setting of this version.

    Names that begin with LOOPMATE_ are all meant for us; of a platform's family those that are nearly ours, while the
    one that they resemble is not set: other programs have such names as well.
    """
    ours = families(kind)
    lines = {one.key: line for line, one in _lines_of(Path(FILE)) if one.key}
    names = {name for name in (*environment, *lines) if name.startswith(ours)} - _FOR_TESTS
    known = [name for name, _ in named(kind) if name.startswith(ours)]
    found = []
    for name in sorted(names.difference(known)):
        near = _nearest(name, known, ours)
        if name.startswith(PREFIX) or (near is not None and near not in names):
            place = f"Line {lines[name]} of {FILE}: " if name in lines else ""
            meant = f" Did you mean {near}?" if near else ""
            found.append(f"{place}{name} isn't a setting of this version.{meant}")
    return found


def _nearest(name: str, known: list[str], ours: tuple[str, ...]) -> str | None:
    """The setting that was meant, perhaps; what all names of a family begin with says nothing."""
    if (bare := name.removeprefix(PREFIX)) in known:
        return bare
    family = next(prefix for prefix in ours if name.startswith(prefix))
    ends = [one.removeprefix(family) for one in known if one.startswith(family)]
    cutoff = 0.6 if family == PREFIX else _ALIKE
    near = get_close_matches(name.removeprefix(family), ends, n=1, cutoff=cutoff)
    return family + near[0] if near else None
