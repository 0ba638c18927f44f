"""HTML from templates, in which every value is escaped, and how messages look in it."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from bot.platforms.spec import looks

_HERE = Path(__file__).parent


@cache
def _templates() -> Environment:
    loader = FileSystemLoader(_HERE.parent)
    made = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    made.filters["kind"] = lambda node: type(node).__name__
    return made


def render(template: str, **values: Any) -> Markup:
    """A template by its path below `bot`, without its suffix."""
    return Markup(_templates().get_template(f"{template}.html").render(values))  # noqa: S704 - it escapes


def style() -> str:
    """How messages look: what all platforms have in common, inside of the class `shot`, and what each adds."""
    files = (_HERE / "scene.css", *(_HERE / name / "look.css" for name in looks()))
    return "\n".join(file.read_text("utf-8") for file in files)
