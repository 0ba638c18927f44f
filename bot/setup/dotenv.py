"""The file `.env`: new values in the place of old ones, everything else left as it stands."""

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

_ASSIGNMENT = re.compile(r"^(?P<before>[ \t]*(?:export[ \t]+)?)(?P<name>\w+)[ \t]*=")
_PLAIN = re.compile(r"[\w.:/@+=-]*")
PRIVATE = 0o600


def names_in(text: str) -> set[str]:
    """The names that a text gives a value to; an empty one is none."""
    found = ((_ASSIGNMENT.match(line), line) for line in text.splitlines())
    return {m["name"] for m, line in found if m and line[m.end() :].strip().strip("'\"")}


def merged(text: str, new: Mapping[str, str]) -> str:
    """`text` with the values of `new`: where a name stands already in its line, else at the end.

    Raises:
        ValueError: a value would need quotes; no token does.
    """
    if strange := [name for name, value in new.items() if not _PLAIN.fullmatch(value)]:
        raise ValueError(
            f"{strange[0]} has a character that {', '.join(new)} cannot have in a file of settings."
        )
    lines = text.splitlines(keepends=True)
    placed = [_replace(line, new) for line in lines]
    if placed and not placed[-1].endswith(("\n", "\r")):
        placed[-1] += "\n"
    missing = new.keys() - {m["name"] for line in lines if (m := _ASSIGNMENT.match(line))}
    return "".join([*placed, *(f"{name}={new[name]}\n" for name in new if name in missing)])


def _replace(line: str, new: Mapping[str, str]) -> str:
    found = _ASSIGNMENT.match(line)
    if found is None or found["name"] not in new:
        return line
    end = line[len(line.rstrip("\r\n")) :]
    return f"{found['before']}{found['name']}={new[found['name']]}{end}"


def read(path: Path) -> str:
    """What stands in the file; nothing where there is none. Raises OSError, UnicodeDecodeError."""
    if not path.exists():
        return ""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return file.read()


def write(path: Path, text: str) -> None:
    """The whole file or none of it, readable by its owner alone. A link stays a link. Raises OSError."""
    target = path.resolve()
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=".env-")  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        Path(draft).chmod(PRIVATE)
        Path(draft).replace(target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
