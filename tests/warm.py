"""Imports what the commands of the program import when they run; `tests/desk.py` forks them from there."""

import importlib
import pkgutil

import bot
from bot.app import registry, repos
from content.finder import PARTS, load

_LATER = {"bot.draw"}
"""Only a worker draws, in a process of its own."""
for _found in pkgutil.walk_packages(bot.__path__, "bot."):
    if not any(_found.name.startswith(later) for later in _LATER):
        importlib.import_module(_found.name)
registry()
repos()
for _part in PARTS:
    getattr(load(), _part)
