"""Settings, from the environment or a `.env` file beside the bot; nothing is read when this is imported."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.core.errors import LoopmateError

FILE = ".env"
PREFIX = "LOOPMATE_"
OURS = (PREFIX, "SLACK_", "DISCORD_")
"""How the names of settings begin."""
_NAME = re.compile(rf"^[ \t]*(?:export[ \t]+)?((?:{'|'.join(OURS)})\w+)[ \t]*=", re.MULTILINE)
_FOR_TESTS = frozenset({"LOOPMATE_FULL", "LOOPMATE_REQUIRE_REDIS_SERVER"})
"""Read by the tests alone; the programs that they start inherit them."""
_ALIKE = 0.7
"""How near a name of another program's family must be to ours to be a misspelling (1: the same)."""


class BadSettings(LoopmateError):
    """A setting that cannot be used, or a file of settings that cannot be read; says how to mend it."""


class BadValue(ValueError):
    """What is wrong with the value of a setting, as a whole sentence without the value."""


@dataclass(frozen=True, slots=True)
class About:
    """What a setting is for, and where to get its value: what `.env.example` says of it."""

    what: str
    where: str = ""


def _data_folder() -> Path:
    return Path("~/.local/share/loopmate")


def _config_folder() -> Path:
    return Path("~/.config")


def _absolute(path: Path) -> Path:
    """No shell expands the ~ of a `.env` file, and the program may change its folder later."""
    try:
        return path.expanduser().absolute()
    except RuntimeError as error:  # a ~ of nobody
        raise ValueError(str(error)) from None


Folder = Annotated[Path, AfterValidator(_absolute)]


# tokens: each has a shape, and one in the place of another is the usual mistake

_SHAPES: Final[Mapping[str, tuple[str, str]]] = {
    "SLACK_BOT_TOKEN": (r"xoxb-[\w.-]+", "begins with xoxb- (api.slack.com/apps > OAuth & Permissions)"),
    "SLACK_APP_TOKEN": (
        r"xapp-[\w.-]+",
        "begins with xapp- (api.slack.com/apps > Basic Information > App-Level Tokens)",
    ),
    "SLACK_SIGNING_SECRET": (
        r"[\w-]+",
        "is 32 digits and letters a to f (api.slack.com/apps > Basic Information > App Credentials)",
    ),
    "DISCORD_TOKEN": (
        r"[\w-]+(\.[\w-]+)*",
        "is one word with two dots in it (discord.com/developers > Bot > Reset Token)",
    ),
}
_KINDS: Final[Mapping[str, str]] = {
    r"xoxb-.*": "Slack's bot token, which belongs into SLACK_BOT_TOKEN",
    r"xapp-.*": "Slack's app-level token, which belongs into SLACK_APP_TOKEN",
    r"xoxp-.*": "a Slack user token, which the bot does not use",
    r"xoxe.*": "one of Slack's tokens that expire, which the bot does not use",
    r"[0-9a-fA-F]{32}": "the shape of Slack's signing secret, which belongs into SLACK_SIGNING_SECRET",
    r"[\w-]{20,}\.[\w-]{6}\.[\w-]{20,}": "the shape of Discord's bot token, which belongs into DISCORD_TOKEN",
    r"Bot .*": "a token with the word Bot before it: leave that word out",
    r"\d{15,20}": "an id, not a secret",
    r"[0-9a-fA-F]{64}": "the shape of Discord's public key, which the bot does not use",
}


def wrong_token(name: str, value: str) -> str | None:
    """A sentence about a value that cannot be what the setting `name` takes; None when it can. Never quotes it."""
    shape, looks = _SHAPES[name]
    kind = next((words for pattern, words in _KINDS.items() if re.fullmatch(pattern, value)), "")
    if re.fullmatch(shape, value, re.ASCII) and (not kind or name in kind):
        return None
    return f"{name} holds {kind or 'something else'}. The right one {looks}."


def _token(name: str) -> Callable[[SecretStr], SecretStr]:
    def checked(value: SecretStr) -> SecretStr:
        inside = value.get_secret_value().strip()
        if inside and (wrong := wrong_token(name, inside)):
            raise BadValue(wrong)
        return SecretStr(inside)

    return checked


NO_TOKEN = SecretStr("")


class Settings(BaseSettings):
    """What an organiser can set; each name stands in the environment with LOOPMATE_ before it, tokens without.

    A description says what the setting takes: it completes the sentence "NAME takes ...".
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=FILE,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        validate_default=True,
        hide_input_in_errors=True,
    )

    slack_bot_token: Annotated[
        SecretStr,
        AfterValidator(_token("SLACK_BOT_TOKEN")),
        About(
            "Slack: lets the bot speak in your workspace. It begins with xoxb-.",
            "api.slack.com/apps > your app > OAuth & Permissions > Bot User OAuth Token",
        ),
    ] = Field(NO_TOKEN, validation_alias="SLACK_BOT_TOKEN", description="Slack's bot token")
    slack_app_token: Annotated[
        SecretStr,
        AfterValidator(_token("SLACK_APP_TOKEN")),
        About(
            "Slack: opens the connection of Socket Mode, so that no public address is needed. It begins with xapp-.",
            "api.slack.com/apps > your app > Basic Information > App-Level Tokens, with the scope connections:write",
        ),
    ] = Field(NO_TOKEN, validation_alias="SLACK_APP_TOKEN", description="Slack's app-level token")
    slack_signing_secret: Annotated[
        SecretStr,
        AfterValidator(_token("SLACK_SIGNING_SECRET")),
        About(
            "Slack without Socket Mode: proves that a request comes from Slack. Needs LOOPMATE_HTTP_PORT, and no "
            "SLACK_APP_TOKEN.",
            "api.slack.com/apps > your app > Basic Information > App Credentials > Signing Secret",
        ),
    ] = Field(NO_TOKEN, validation_alias="SLACK_SIGNING_SECRET", description="Slack's signing secret")
    discord_token: Annotated[
        SecretStr,
        AfterValidator(_token("DISCORD_TOKEN")),
        About(
            "Discord: lets the bot connect. One word with two dots in it.",
            "discord.com/developers/applications > your application > Bot > Reset Token",
        ),
    ] = Field(NO_TOKEN, validation_alias="DISCORD_TOKEN", description="Discord's bot token")
    command: Annotated[
        str,
        About(
            "The word that all commands begin with. Change it where another app owns /prep, then print the manifest "
            "anew: loopmate manifest slack"
        ),
    ] = Field(
        "prep",
        pattern=r"^[a-z][a-z0-9-]{0,24}$",
        description="a word such as prep: at most 25 small letters, digits and hyphens, a letter first",
    )
    data: Annotated[Folder, About("Where the built-in server keeps its files. Back this folder up.")] = Field(
        default_factory=_data_folder, description="the path of a folder"
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
            "A valkey-server of this machine, version 8 or newer, in the place of the one that ships with the bot. "
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
            "A port for figures and health checks, and for Slack's requests in HTTP mode; 0: none is opened."
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
            "An address that is called once a minute while all is well, so that another machine notices when it is "
            "not.",
            "a service that watches such calls, such as healthchecks.io",
        ),
    ] = Field(
        "", repr=False, pattern=r"^(https?://\S+)?$", description="an address that begins with https://"
    )
    slack_api_url: Annotated[str, About("A proxy or a test server in the place of Slack's Web API.")] = Field(
        "",
        repr=False,
        pattern=r"^(https?://\S+)?$",
        description="an address such as https://slack.com/api/",
    )
    discord_api_url: Annotated[str, About("A proxy or a test server in the place of Discord's API.")] = Field(
        "",
        repr=False,
        pattern=r"^(https?://\S+)?$",
        description="an address such as https://discord.com/api/v10",
    )
    discord_gateway_url: Annotated[
        str, About("A proxy or a test server in the place of Discord's gateway.")
    ] = Field(
        "",
        repr=False,
        pattern=r"^(wss?://\S+)?$",
        description="an address such as wss://gateway.discord.gg",
    )
    xdg_config_home: Folder = Field(
        default_factory=_config_folder, validation_alias="XDG_CONFIG_HOME", description="the path of a folder"
    )

    @property
    def key_file(self) -> Path:
        """The encryption key, outside the data folder on purpose: a stolen disk image must not hold both."""
        return self.xdg_config_home / "loopmate" / "key"

    @property
    def register_file(self) -> Path:
        """Which store lay where, beside the key: a lost data folder must not look like a first start."""
        return self.key_file.with_name("stores")

    @property
    def forgotten_file(self) -> Path:
        """Who was forgotten, by hash, beside the key: an old copy of the data must not bring them back."""
        return self.key_file.with_name("forgotten")


def read_settings() -> Settings:
    """The settings of this process.

    Raises:
        BadSettings: a value cannot be used, or `.env` cannot be read.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise BadSettings(_sentence(error)) from None
    except UnicodeDecodeError:
        raise BadSettings(f"{FILE} is not UTF-8. Save it as UTF-8, one NAME=value a line.") from None
    except OSError as error:
        raise BadSettings(
            f"{FILE} cannot be read: {error.strerror}. Let this user read it, or remove it."
        ) from None


def _sentence(error: ValidationError) -> str:
    """What the first setting that cannot be used takes; it is named by its field, or as in the environment."""
    first = error.errors()[0]
    where, cause = str(first["loc"][0]), first.get("ctx", {}).get("error")
    name, field = next((n, f) for n, f in named() if where in (n, n.removeprefix(PREFIX).lower()))
    mend = f"Mend it in the environment or in {FILE}."
    return f"{cause} {mend}" if isinstance(cause, BadValue) else f"{name} takes {field.description}. {mend}"


def named() -> Iterator[tuple[str, FieldInfo]]:
    """Every setting as it is written in the environment, in the order of their declaration."""
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        yield (alias if isinstance(alias, str) else PREFIX + name.upper()), field


def unfinished(settings: Settings) -> dict[str, str]:
    """Platform -> a sentence about the token that it lacks, where only some of them are set."""
    bot, app, secret = (
        bool(token.get_secret_value())
        for token in (settings.slack_bot_token, settings.slack_app_token, settings.slack_signing_secret)
    )
    if (app or secret) and not bot:
        return {"slack": f"SLACK_BOT_TOKEN is missing. It {_SHAPES['SLACK_BOT_TOKEN'][1]}."}
    if bot and not (app or secret):
        return {"slack": f"SLACK_APP_TOKEN is missing. It {_SHAPES['SLACK_APP_TOKEN'][1]}."}
    if bot and not app and not settings.http_port:
        return {
            "slack": "LOOPMATE_HTTP_PORT is missing: Slack in HTTP mode (SLACK_SIGNING_SECRET without "
            "SLACK_APP_TOKEN) needs a port to listen on, or a SLACK_APP_TOKEN instead."
        }
    return {}


def strange_names(environment: Iterable[str]) -> list[str]:
    """A sentence for each name in `environment` or `.env` that is meant for us and is no setting of this version.

    Names that begin with LOOPMATE_ are all meant for us; of SLACK_ and DISCORD_ those that are nearly ours,
    while the one that they resemble is not set: other programs have such names as well.
    """
    names = {name for name in (*environment, *_written()) if name.startswith(OURS)} - _FOR_TESTS
    known = [name for name, _ in named() if name.startswith(OURS)]
    said = (_strange(name, known, names) for name in sorted(names.difference(known)))
    return [sentence for sentence in said if sentence]


def _written() -> list[str]:
    """The names in `.env` that begin like ours."""
    file = Path(FILE)
    return _NAME.findall(file.read_text("utf-8")) if file.is_file() else []


def _strange(name: str, known: list[str], names: set[str]) -> str | None:
    near = _nearest(name, known)
    if not name.startswith(PREFIX) and (near is None or near in names):
        return None
    return f"{name} is no setting of this version." + (f" Did you mean {near}?" if near else "")


def _nearest(name: str, known: list[str]) -> str | None:
    """The setting that was meant, perhaps; what all names of a family begin with says nothing."""
    if (bare := name.removeprefix(PREFIX)) in known:
        return bare
    family = next(prefix for prefix in OURS if name.startswith(prefix))
    ends = [one.removeprefix(family) for one in known if one.startswith(family)]
    cutoff = 0.6 if family == PREFIX else _ALIKE
    near = get_close_matches(name.removeprefix(family), ends, n=1, cutoff=cutoff)
    return family + near[0] if near else None
