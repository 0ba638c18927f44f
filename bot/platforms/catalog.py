"""The platforms there are: each folder here that has a `spec.py`."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import create_model

import bot.platforms
from bot.core.platform_words import PlatformWords
from bot.platforms.spec import PlatformSpec
from bot.settings import Settings


@cache
def specs() -> tuple[PlatformSpec[Any], ...]:
    """All platforms, in the order in which they're listed."""
    folders = [found.name for found in pkgutil.iter_modules(bot.platforms.__path__) if found.ispkg]
    found = [importlib.import_module(f"bot.platforms.{folder}.spec").SPEC for folder in folders]
    return tuple(sorted(found, key=lambda spec: (spec.rank, spec.name)))


def specs_for(settings: Settings) -> tuple[PlatformSpec[Any], ...]:
    """The platforms whose settings these are: all of them, in a process that has read them all."""
    return tuple(spec for spec in specs() if isinstance(settings, spec.settings))


@cache
def all_settings() -> type[Settings]:
    """One class of the settings of all platforms: each name is read once, and a misspelt one is found."""
    kinds = dict.fromkeys(spec.settings for spec in reversed(specs()))
    kinds.pop(Settings, None)
    return create_model("AllSettings", __base__=tuple(kinds)) if kinds else Settings


def words() -> Mapping[str, PlatformWords]:
    """What is said about each platform, by its name."""
    return {spec.name: spec.words for spec in specs()}
