"""What `.env.example` shows, made from the settings: `python -m tests.envfile` writes it anew."""

import sys
import textwrap
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from bot.platforms.spec import all_settings
from bot.settings import PREFIX, About, families, named

EXAMPLE = Path(__file__).parent.parent / ".env.example"
HEAD = """\
# Loopmate's settings: copy this file to .env in the folder where you start the bot, and fill in what you need.
# `loopmate init` asks for the tokens, tries them and writes .env for you. `loopmate doctor` says what's wrong.
# What is empty or begins with # has its default. Nobody but the bot's user should be able to read .env.
"""


def example() -> str:
    """The whole file: tokens to be filled in, everything else as a comment with its default."""
    shown = [
        (name, field) for name, field in named(all_settings()) if name.startswith(families(all_settings()))
    ]
    shown.sort(key=lambda one: one[0].startswith(PREFIX))
    parts = [_part(name, field) for name, field in shown]
    return "\n".join([HEAD, *parts])


def _part(name: str, field: FieldInfo) -> str:
    about = next(one for one in field.metadata if isinstance(one, About))
    lines = [*_comment(about.what), *(_comment(f"Get it at: {about.where}") if about.where else ())]
    return "\n".join([*lines, _line(name, field)]) + "\n"


def _comment(text: str) -> list[str]:
    return textwrap.wrap(
        text, 110, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False, break_long_words=False
    )


def _line(name: str, field: FieldInfo) -> str:
    default = field.get_default(call_default_factory=True, validated_data={})
    if isinstance(default, SecretStr):
        return f"{name}="
    if default is None:
        return f"# {name}="
    return f"# {name}={int(default) if isinstance(default, bool) else default}"


if __name__ == "__main__":
    EXAMPLE.write_text(example(), "utf-8")
    sys.exit(0)
