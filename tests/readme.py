"""The README's table of commands: `python -m tests.readme` writes it anew between its markers."""

import sys
from pathlib import Path

from bot.app import registry
from bot.core.shapes import table

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- commands -->", "<!-- /commands -->"


def _parts(text: str) -> tuple[str, str, str]:
    """What stands before, between and after the markers.

    Raises:
        ValueError: a sentence that says what is missing.
    """
    before, begin, rest = text.partition(BEGIN)
    shown, end, after = rest.partition(END)
    if not (begin and end) or BEGIN in rest or END in after:
        raise ValueError(
            f"README.md needs {BEGIN} and {END}, each once and in this order, around its table of commands. "
            "Put them in, then run: python -m tests.readme"
        )
    return before, shown, after


def shown(text: str) -> str:
    """The table that a README shows."""
    return _parts(text)[1].strip()


def refreshed(text: str, rows: str) -> str:
    """The README with `rows` between its markers."""
    before, _, after = _parts(text)
    return f"{before}{BEGIN}\n{rows}\n{END}{after}"


def main() -> int:
    try:
        README.write_text(refreshed(README.read_text("utf-8"), table(registry())), "utf-8")
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
