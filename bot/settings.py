"""Settings, from the environment or a `.env` file beside the bot; nothing is read when this is imported."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def _data_folder() -> Path:
    return Path("~/.local/share/loopmate").expanduser()


def _config_folder() -> Path:
    return Path("~/.config").expanduser()


class Settings(BaseSettings):
    """What an organiser can set; each name stands in the environment with LOOPMATE_ before it."""

    model_config = SettingsConfigDict(env_prefix="LOOPMATE_", env_file=".env", extra="ignore", frozen=True)

    data: Path = Field(default_factory=_data_folder)
    """Where the embedded server keeps its files."""
    key: str = Field("", repr=False)
    """Encryption keys, newest first, separated by commas; else a key file is made."""
    redis_url: str = Field("", repr=False)
    wait_replicas: int = Field(0, ge=0, le=5)
    accept_lossy_redis: bool = False
    command: str = Field("prep", pattern=r"^[a-z][a-z0-9-]{0,24}$")
    """The root word of all commands."""
    xdg_config_home: Path = Field(default_factory=_config_folder, validation_alias="XDG_CONFIG_HOME")

    @property
    def key_file(self) -> Path:
        """The encryption key, outside the data folder on purpose: a stolen disk image must not hold both."""
        return self.xdg_config_home / "loopmate" / "key"
