"""What `loopmate cards` does: plays the stories, writes the page, the transcript and the photographs."""

from collections.abc import Callable, Iterator
from pathlib import Path

from bot.gallery.capture import Gallery, play, stories
from bot.gallery.page import page, scenes_of
from bot.gallery.photos import photograph
from bot.gallery.transcript import transcript
from bot.platforms.console.render import render
from bot.settings import Settings

Say = Callable[[str], None]


async def cards(
    settings: Settings, say: Say, *, html: Path | None, photos: Path | None, spoken: Path | None
) -> int:
    """Writes what is asked for, and says what was not shown; exit code 1 when a story could not be played.

    Raises:
        NoBrowser: photographs are wanted, and what they need is not installed.
        OSError: a file cannot be written.
    """
    gallery = await play(settings, stories())
    drawn = page(gallery)
    if html is not None:
        _write(html, drawn)
        say(f"{len(gallery.shots)} cards and forms: {html}")
    if spoken is not None:
        _write(spoken, transcripts(gallery))
        say(f"What a screen reader says of them: {spoken}")
    if photos is not None:
        say(f"{await photograph(drawn, photos)} pictures, 390 pixels wide: {photos}")
    say(summary(gallery))
    return int(bool(gallery.troubles))


def summary(gallery: Gallery) -> str:
    """What was shown of what there is, and which steps of the stories failed."""
    missing = ", ".join(gallery.missing) or "nothing"
    return "\n".join([f"Not shown: {missing}.", *gallery.troubles])


def transcripts(gallery: Gallery) -> str:
    """Every card as a screen reader says it, on each platform."""
    return "\n".join(line for shot in _spoken(gallery) for line in shot) + "\n"


def _spoken(gallery: Gallery) -> Iterator[list[str]]:
    for shot in gallery.shots:
        yield [f"# {shot.name}", "", "## console", "", render(shot.message)]
        for platform, scenes in scenes_of(shot, gallery.pictures).items():
            yield [f"## {platform}", "", transcript(scenes), ""]


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
