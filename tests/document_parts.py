"""What the documents show of the program itself: `python -m tests.document_parts` writes each such part anew.

The tables of commands are made from the declarations, that of facts from what the engine says of them, the transcript
by playing a story.
"""

import inspect
import sys
import tempfile
from collections.abc import Mapping
from itertools import chain
from pathlib import Path

from bot.app import registry
from bot.core.command import Parameter
from bot.core.registry import Registry, root_word
from bot.core.reply import Root
from bot.rules.facts import CUES, DETAILED, attributes, is_read_for
from bot.rules.pack import ALL_KINDS, Selector
from tests.desk import Desk

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
RULES = ROOT / "docs" / "rules.md"
MEMBERS, ORGANIZERS = ROOT / "docs" / "members.md", ROOT / "docs" / "organizers.md"
STORY = Path(__file__).parent / "stories" / "first-minute.story"
COMMANDS, TRANSCRIPT, MINUTE, FACTS = "commands", "transcript", "minute", "facts"
IN_SHORT = ("erin > /prep start", "erin (DM) > today", "erin (DM) > done 1", "erin > /prep bullet")
"""How the steps of the story begin that the README shows, each with its answers."""


def _parts(text: str, part: str) -> tuple[str, str, str]:
    """What is before, between, and after the markers of a part.

    Raises:
        ValueError: a sentence that says what is missing.
    """
    begin, end = f"<!-- {part} -->", f"<!-- /{part} -->"
    before, opened, rest = text.partition(begin)
    shown, closed, after = rest.partition(end)
    if not (opened and closed) or begin in rest or end in after:
        raise ValueError(
            f"The document needs {begin} and {end}, each once and in this order. "
            "Put them in, then run: python -m tests.document_parts"
        )
    return before, shown, after


def part_of(text: str, part: str) -> str:
    """What a document shows of a part."""
    return _parts(text, part)[1].strip("\n")


def with_part(text: str, part: str, body: str) -> str:
    """The document with `body` between the markers of a part."""
    before, _, after = _parts(text, part)
    return f"{before}<!-- {part} -->\n{body}\n<!-- /{part} -->{after}"


def table(root: Root, known: Registry) -> str:
    """The table of the commands under a root in Markdown: what one types, its arguments, what it does."""
    rows = ["| command | arguments | what it does |", "|---|---|---|"]
    for declared in known.commands(root):
        typed = f"`/{root_word(root, 'prep')} {' '.join(declared.words)}`"
        keyed = [f"`{p.name}={_value(p)}`" for p in declared.parameters if not p.rest]
        arguments = " ".join([*keyed, *(f"`[{p.name}]`" for p in declared.parameters if p.rest)]) or "-"
        rows.append(_row(typed, arguments, declared.about))
    return "\n".join(rows)


def _row(*cells: str) -> str:
    """A row of a table. Markdown would take a bar for the end of the cell, also inside code."""
    escaped = (cell.replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"


def facts() -> str:
    """The table of the facts that a rule can ask for: what each is, by which fields, and where it's read."""
    rows = ["| fact | what it is | its fields | read in |", "|---|---|---|---|"]
    detailed = {name: inspect.getdoc(kind) or "" for name, kind in DETAILED.items()}
    for name, meaning in {**detailed, **CUES}.items():
        asked = [field for field in Selector.model_fields if field in attributes(name)]
        if "value" in attributes(name):
            asked += ["over", "under"]
        fields = ", ".join(f"`{field}`" for field in asked) or "-"
        kinds = [kind for kind in ALL_KINDS if is_read_for(name, kind)]
        said = " ".join(meaning.split()).removesuffix(".")
        rows.append(_row(f"`{name}`", said[:1].lower() + said[1:], fields, ", ".join(kinds)))
    return "\n".join(rows)


def _value(parameter: Parameter) -> str:
    kind = parameter.kind
    if kind.choices:
        return "|".join(kind.choices)
    default = "" if parameter.default is None else parameter.write(parameter.default)
    return default or kind.example or "..."


def transcript() -> str:
    """What the story of the first minute prints, as a block of code."""
    with tempfile.TemporaryDirectory() as folder:
        printed = Desk(Path(folder)).run("console", str(STORY))
    printed.check_returncode()
    return "\n".join(f"    {line}".rstrip() for line in printed.stdout.splitlines())


def excerpt(played: str) -> str:
    """The steps of a transcript that the README shows, without their instants."""
    steps: list[list[str]] = []
    for line in played.splitlines():
        words = line.split("Z ", 1)[1] if line.startswith("    @") else line
        if line.startswith("    @") and not words.startswith("bot > "):
            steps.append([])
        steps[-1].append(f"    {words}" if line.startswith("    @") else line)
    kept = (step for step in steps if step[0].strip().startswith(IN_SHORT))
    return "\n".join(chain.from_iterable(kept))


def parts() -> Mapping[tuple[Path, str], str]:
    """Each part of a document that the program writes: document, name of the part -> what it shows."""
    played = transcript()
    return {
        (README, MINUTE): excerpt(played),
        (MEMBERS, COMMANDS): table("prep", registry()),
        (MEMBERS, TRANSCRIPT): played,
        (ORGANIZERS, COMMANDS): table("admin", registry()),
        (RULES, FACTS): facts(),
    }


def main() -> int:
    try:
        for (document, part), body in parts().items():
            # Markdown wants room around a block of code
            spaced = body if part in (COMMANDS, FACTS) else f"\n{body}\n"
            document.write_text(with_part(document.read_text("utf-8"), part, spaced), "utf-8")
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
