"""The sets of words that readers ask for by name."""

import re
from functools import cache
from pathlib import Path

_ASKED = re.compile(r'sets\["(\w+)"')


@cache
def set_names() -> frozenset[str]:
    """From the source of the readers themselves: what a list beside them would forget fails when a text is read."""
    modules = Path(__file__).parents[1].rglob("*.py")
    return frozenset(name for path in modules for name in _ASKED.findall(path.read_text("utf-8")))
