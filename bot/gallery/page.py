"""All cards on one HTML page (no network, no script, every text escaped), and as a screen reader says them: in their
order, buttons by their spoken names, pictures by their words."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from markupsafe import Markup

from bot.gallery.capture import Gallery, Shot
from bot.platforms.console.render import heading, render, stamp
from bot.platforms.console.spec import SPEC as TERMINAL
from bot.platforms.html import render as render_html
from bot.platforms.html import style
from bot.platforms.scenes import Anchor, Bullets, Download, Facts, Field, Image, Node, Para, Row, Scene
from bot.platforms.spec import looks


def page(gallery: Gallery) -> str:
    own = Path(__file__).with_name("page.css").read_text("utf-8")
    return render_html(
        "gallery/page",
        gallery=gallery,
        style=Markup(own + style()),  # noqa: S704 - our own CSS
        looks=looks(),
        terminal=TERMINAL.title,
        stamp=stamp,
        heading=heading,
        text=render,
        scenes_of=scenes_of,
        transcript=transcript,
    )


def scenes_of(shot: Shot, pictures: Mapping[str, bytes]) -> dict[str, tuple[Scene, ...]]:
    """What a member sees on each of the platforms that have more than plain text."""
    return {name: preview.scenes(shot.exhibit, pictures) for name, (_, preview) in looks().items()}


# what a screen reader says


def transcript(scenes: tuple[Scene, ...]) -> str:
    """All scenes of one card on one platform, a line each thing that is said."""
    return "\n".join(line for scene in scenes for line in _scene(scene))


def _scene(scene: Scene) -> Iterator[str]:
    if scene.is_form:
        yield f"Dialog: {scene.title}"
    if scene.where:
        yield scene.where
    for node in scene.nodes:
        yield from _node(node)
    if scene.is_form:
        yield f"Button: {scene.send}"
    for node in scene.apart:
        yield from ("In a message of its own: " + line for line in _node(node))


def _node(node: Node) -> Iterator[str]:
    match node:
        case Para(text=text):
            yield from (line for line in text.split("\n") if line.strip())
        case Facts(rows=rows):
            yield from (f"{name}: {value}" for name, value in rows)
        case Bullets(items=items, start=start):
            kind = "List" if start is None else "Numbered list"
            yield f"{kind} of {len(items)}"
            yield from items if start is None else (f"{n}. {item}" for n, item in enumerate(items, start))
        case Anchor(text=text):
            yield f"Link: {text}"
        case Row(buttons=buttons):
            yield from (f"Button: {button.spoken or button.label}" for button in buttons)
        case Image(alt=alt):
            yield f"Picture: {alt}"
        case Download(name=name, about=about):
            yield f"File: {name}" + (f", {about}" if about else "")
        case Field():
            yield _field(node)


def _field(field: Field) -> str:
    kind = "File" if field.file else f"Menu of {len(field.options)}" if field.options else "Text field"
    parts = [
        f"{kind}: {field.label}",
        "required" if field.required else "",
        f"holds {field.value}" if field.value else "empty",
        field.example if not field.value else "",
        field.hint,
    ]
    return ", ".join(p for p in parts if p)
