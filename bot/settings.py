"""Settings, from the environment or a `.env` file beside the bot; nothing is read when this is imported."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.core.errors import LoopmateError

FILE = ".env"
PREFIX = "LOOPMATE_"
_NAME = re.compile(rf"^[ \t]*(?:export[ \t]+)?({PREFIX}\w+)[ \t]*=", re.MULTILINE)


class BadSettings(LoopmateError):
    """A setting that cannot be used, or a file of settings that cannot be read; says how to mend it."""


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


class Settings(BaseSettings):
    """What an organiser can set; each name stands in the environment with LOOPMATE_ before it.

    A description says what the setting takes: it completes the sentence "NAME takes ...".
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=FILE,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        validate_default=True,
    )

    data: Folder = Field(default_factory=_data_folder, description="the path of a folder")
    """Where the embedded server keeps its files."""
    key: str = Field("", repr=False, description="keys, newest first, separated by commas")
    """Encryption keys; without them a key file is made."""
    redis_url: str = Field("", repr=False, description="an address such as redis://localhost:6379/0")
    wait_replicas: int = Field(0, ge=0, le=5, description="a whole number from 0 to 5")
    accept_lossy_redis: bool = Field(False, description="1 or 0")
    command: str = Field(
        "prep",
        pattern=r"^[a-z][a-z0-9-]{0,24}$",
        description="a word such as prep: at most 25 small letters, digits and hyphens, a letter first",
    )
    """The root word of all commands."""
    xdg_config_home: Folder = Field(
        default_factory=_config_folder, validation_alias="XDG_CONFIG_HOME", description="the path of a folder"
    )

    @property
    def key_file(self) -> Path:
        """The encryption key, outside the data folder on purpose: a stolen disk image must not hold both."""
        return self.xdg_config_home / "loopmate" / "key"


def read_settings() -> Settings:
    """The settings of this process.

    Raises:
        BadSettings: a value cannot be used, or `.env` cannot be read.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise BadSettings(_sentence(str(error.errors()[0]["loc"][0]))) from None
    except UnicodeDecodeError:
        raise BadSettings(f"{FILE} is not UTF-8. Save it as UTF-8, one NAME=value a line.") from None
    except OSError as error:
        raise BadSettings(
            f"{FILE} cannot be read: {error.strerror}. Let this user read it, or remove it."
        ) from None


def _sentence(where: str) -> str:
    """What a setting takes; `where` is a field, or the name of its own in the environment."""
    names = {one.validation_alias or name: name for name, one in Settings.model_fields.items()}
    field = names[where]
    name = PREFIX + field.upper() if field == where else where
    return (
        f"{name} takes {Settings.model_fields[field].description}. Mend it in the environment or in {FILE}."
    )


def strange_names(environment: Iterable[str]) -> list[str]:
    """A sentence for each name of ours, in `environment` or in `.env`, that is no setting of this version."""
    known = [PREFIX + name.upper() for name, one in Settings.model_fields.items() if not one.validation_alias]
    file = Path(FILE)
    written = _NAME.findall(file.read_text("utf-8")) if file.is_file() else []
    names = {name for name in (*environment, *written) if name.startswith(PREFIX)}
    return [_strange(name, known) for name in sorted(names.difference(known))]


def _strange(name: str, known: list[str]) -> str:
    near = get_close_matches(name.removeprefix(PREFIX), [one.removeprefix(PREFIX) for one in known], n=1)
    return f"{name} is no setting of this version." + (f" Did you mean {PREFIX}{near[0]}?" if near else "")
