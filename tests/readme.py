"""What the README shows of the program itself: `python -m tests.readme` writes both parts anew.

The table of commands is made from the declarations, the transcript by playing the story.
"""

import subprocess
import sys
from pathlib import Path

from bot.app import registry
from bot.core.shapes import table

README = Path(__file__).parent.parent / "README.md"
STORY = Path(__file__).parent / "stories" / "first-minute.story"
COMMANDS, TRANSCRIPT = "commands", "transcript"


def _parts(text: str, part: str) -> tuple[str, str, str]:
    """What stands before, between and after the markers of a part.

    Raises:
        ValueError: a sentence that says what is missing.
    """
    begin, end = f"<!-- {part} -->", f"<!-- /{part} -->"
    before, opened, rest = text.partition(begin)
    shown, closed, after = rest.partition(end)
    if not (opened and closed) or begin in rest or end in after:
        raise ValueError(
            f"README.md needs {begin} and {end}, each once and in this order. "
            "Put them in, then run: python -m tests.readme"
        )
    return before, shown, after


def shown(text: str, part: str) -> str:
    """What a README shows of a part."""
    return _parts(text, part)[1].strip("\n")


def refreshed(text: str, part: str, body: str) -> str:
    """The README with `body` between the markers of a part."""
    before, _, after = _parts(text, part)
    return f"{before}<!-- {part} -->\n{body}\n<!-- /{part} -->{after}"


def transcript() -> str:
    """What the story of the first minute prints, as a block of code."""
    program = [sys.executable, "-c", "from bot.cli import main; main()", "console", str(STORY)]
    printed = subprocess.run(program, text=True, check=True, stdout=subprocess.PIPE).stdout
    return "\n".join(f"    {line}".rstrip() for line in printed.splitlines())


def main() -> int:
    try:
        text = refreshed(README.read_text("utf-8"), COMMANDS, table(registry()))
        README.write_text(refreshed(text, TRANSCRIPT, "\n" + transcript() + "\n"), "utf-8")
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
