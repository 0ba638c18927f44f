"""Files that come in with `file=@PATH`, and files that cards hand out."""

import itertools
import re
from pathlib import Path

from bot.core.kinds import UPLOAD_LIMIT, Upload
from bot.core.text import echo
from bot.platforms.console.story import StoryError

_TOKEN = re.compile(r'(?:^|(?<=\s))file=(?:"@([^"]+)"|@"([^"]+)"|@([^\s"]+))(?=\s|$)')


def take_file(text: str) -> tuple[str, Upload | None]:
    """A command without its `file=@PATH`, and the file that it named.

    Raises:
        StoryError: the file is not there, cannot be read, or is too large.
    """
    match = _TOKEN.search(text)
    if match is None:
        return text, None
    upload = read_file(match[match.lastindex or 0])
    return f"{text[: match.start()]}{text[match.end() :]}".strip(), upload


def read_file(path: str) -> Upload:
    """A file as a member hands it over, in memory.

    Raises:
        StoryError: the file is not there, cannot be read, or is too large.
    """
    place = Path(path).expanduser()
    if not place.is_file():
        raise StoryError(
            f"There is no file {echo(path)}. Write file=@PATH, from the folder where I was started."
        )
    if (found := place.stat().st_size) > UPLOAD_LIMIT:
        raise StoryError(f"{echo(path)} has {found:,} bytes; I take {UPLOAD_LIMIT:,} at most.")
    try:
        return Upload(name=place.name, data=place.read_bytes())
    except OSError as error:
        raise StoryError(f"{echo(path)} cannot be read: {error.strerror}.") from None


def save_file(folder: Path, name: str, data: bytes) -> Path:
    """Writes a file that only its owner may read, under a name that is still free; answers its path.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in _free_names(folder, name):
        try:
            path.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            continue
        path.write_bytes(data)
        return path
    raise AssertionError("the names never end")


def _free_names(folder: Path, name: str) -> "itertools.chain[Path]":
    bare = Path("".join(c for c in name if c.isprintable())[-100:]).name
    whole = Path(bare if bare.strip(". ") else "file")
    numbered = (folder / f"{whole.stem}-{count}{whole.suffix}" for count in itertools.count(2))
    return itertools.chain([folder / whole], numbered)


def size(count: int) -> str:
    """A number of bytes in words: `512 bytes`, `12 kB`, `1.5 MB`."""
    if count < 1_000:
        return f"{count} bytes"
    return f"{round(count / 1_000)} kB" if count < 999_500 else f"{count / 1_000_000:.1f} MB"
