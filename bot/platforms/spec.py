"""Everything that the program knows of a platform, declared once in the `spec.py` of its own folder."""

import importlib
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from pydantic import create_model

import bot.platforms
from bot.core.reply import PlatformWords
from bot.core.values import ChannelId, SpaceId
from bot.settings import Settings

if TYPE_CHECKING:  # every command of the program reads the specs
    from bot.core.finding import Finding
    from bot.core.registry import Registry
    from bot.platforms.port import Platform, PlatformServices
    from bot.platforms.scenes import Preview
    from bot.store.installs import Installs

S = TypeVar("S", bound=Settings)
ChannelOf = Callable[[SpaceId], Coroutine[Any, Any, ChannelId | None]]
"""The channel of the group of a space, if it has one."""
GET_TOKEN = "loopmate init says where to get one and tries it"  # noqa: S105 - words


@dataclass(frozen=True, slots=True)
class Setup:
    """One way to set a platform up, for `loopmate init`. `clicks` says where the tokens come from, a step a line;
    `note` comes before. `shown` are settings that anybody may see, asked for before the tokens."""

    title: str
    clicks: tuple[str, ...]
    tokens: tuple[str, ...]
    note: str = ""
    shown: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.shown, *self.tokens)


class PlatformSpec(Generic[S]):
    """One platform. Its folder in `bot/platforms` has one as `SPEC` in its `spec.py`, which imports no SDK by itself:
    what needs one imports it when it's called. The page in a browser (`web`) is no platform: it shows the terminal's
    people."""

    name: ClassVar[str]
    """As in ids: `console`."""
    words: ClassVar[PlatformWords]
    rank: ClassVar[int] = 100
    """Where several platforms are listed, the lowest comes first."""
    settings: type[S]
    """Its own settings, in addition to those that all platforms share."""
    hosts: ClassVar[tuple[str, ...]] = ()
    """Hosts of its own, which tell nothing about a group."""

    @property
    def title(self) -> str:
        return self.words.title

    def is_set_up(self, settings: S) -> bool:  # noqa: ARG002 - for those whom `loopmate run` starts
        """Whether the settings hold what `loopmate run` connects with."""
        return False

    @property
    def build(self) -> "Callable[[S, PlatformServices], Platform] | None":
        """Makes the platform, not connected yet. None: `loopmate run` leaves it out."""
        return None

    def missing(self, settings: S) -> str:  # noqa: ARG002 - for those who need it
        """A sentence about what has to be set as well; "": nothing."""
        return ""

    async def examine(self, settings: S) -> "list[Finding]":  # noqa: ARG002
        """What `loopmate doctor` finds out about the tokens and the rights."""
        return []

    async def examine_commands(self, settings: S, registry: "Registry") -> "list[Finding]":  # noqa: ARG002
        """What it finds out about the commands that the platform shows, where it's set up."""
        return []

    async def examine_channels(self, settings: S, channel_of: ChannelOf) -> "list[Finding]":  # noqa: ARG002
        """What keeps the bot from posting in the groups' channels, where it's set up."""
        return []

    async def examine_installs(self, settings: S, installs: "Installs") -> "list[Finding]":  # noqa: ARG002
        """What it finds out about the tokens that were given in other places."""
        return []

    def clock(self, settings: S) -> str:  # noqa: ARG002
        """An address whose answers say what time it is there; "": none."""
        return ""

    def setups(self, settings: S, registry: "Registry") -> tuple[Setup, ...]:  # noqa: ARG002
        """What `loopmate init` can ask for, the usual way first."""
        return ()

    async def next_steps(self, settings: S) -> list[str]:  # noqa: ARG002
        """What's left to do once the tokens work, in lines."""
        return []

    @property
    def manifest(self) -> Callable[..., Iterable[str] | Coroutine[Any, Any, Iterable[str]]] | None:
        """What `loopmate manifest NAME` prints, in lines: a function of the settings, the registry, and options that
        are annotated as typer wants them. None: there's no such command."""
        return None

    @property
    def preview(self) -> "Preview | None":
        """The module of its folder that reads rendered cards back for the gallery; None: it isn't in there."""
        module = f"bot.platforms.{self.name}.preview"
        return cast("Preview", importlib.import_module(module)) if find_spec(module) else None


@cache
def specs() -> tuple[PlatformSpec[Any], ...]:
    """All platforms, in the order in which they're listed."""
    files = (file for root in bot.platforms.__path__ for file in Path(root).glob("*/spec.py"))
    found = [importlib.import_module(f"bot.platforms.{file.parent.name}.spec").SPEC for file in files]
    return tuple(sorted(found, key=lambda spec: (spec.rank, spec.name)))


@cache
def looks() -> "Mapping[str, tuple[str, Preview]]":
    """The platforms as which a message can be drawn: their titles and previews by name."""
    return {spec.name: (spec.title, spec.preview) for spec in specs() if spec.preview is not None}


def specs_for(settings: Settings) -> tuple[PlatformSpec[Any], ...]:
    """The platforms whose settings these are: all of them, in a process that has read them all."""
    return tuple(spec for spec in specs() if isinstance(settings, spec.settings))


@cache
def all_settings() -> type[Settings]:
    """One class of the settings of all platforms: each name is read once, and a misspelled one is found."""
    kinds = dict.fromkeys(spec.settings for spec in reversed(specs()))
    kinds.pop(Settings, None)
    return create_model("AllSettings", __base__=tuple(kinds)) if kinds else Settings
