"""All cards on one HTML page (no network, no script, every text escaped), and as a screen reader says them: in their
order, buttons by their spoken names, pictures by their words."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Final

from bot.gallery.capture import Gallery, Shot
from bot.platforms.console.render import heading, render, stamp
from bot.platforms.console.spec import SPEC as TERMINAL
from bot.platforms.scenes import CSS as SCENE_CSS
from bot.platforms.scenes import (
    Anchor,
    Bullets,
    Download,
    Drawing,
    Facts,
    Field,
    Image,
    Node,
    Para,
    Row,
    Scene,
)
from bot.platforms.spec import looks

CSS: Final = """
* { box-sizing: border-box; }
body { margin: 0; padding: 16px; background: #fff; color: #1d1c1d;
  font: 15px/1.46 "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; }
h1 { font-size: 22px; margin: 0 0 8px; }
h2 { font-size: 16px; margin: 32px 0 2px; border-top: 1px solid #ccc; padding-top: 12px; }
h3 { font-size: 12px; margin: 0 0 4px; color: #5c5b5c; font-weight: 600; }
p.where { margin: 0 0 8px; color: #5c5b5c; font-size: 13px; }
nav { columns: 3 300px; font-size: 13px; margin: 12px 0; }
nav a { display: block; color: #0b4f8a; }
.columns { display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-start; }
.column { width: 390px; }
.shot { width: 390px; padding: 10px 12px; border: 1px solid #ddd; background: #fff; overflow: hidden; }
.said { width: 390px; margin: 6px 0 0; padding: 6px 8px; background: #f5f5f5; font-size: 12px; }
.said ol { margin: 0; padding-left: 24px; }
.said li { overflow-wrap: anywhere; }
.console { font: 12.5px/1.5 "DejaVu Sans Mono", Menlo, Consolas, monospace; }
.console pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
"""
"""How the page looks: our own plain CSS that imitates a terminal, dark text on white; platforms add theirs."""


def page(gallery: Gallery) -> str:
    css = "\n".join([CSS, SCENE_CSS, *(preview.CSS for _, preview in looks().values())])
    missing = [f"<p>Not shown: {escape(', '.join(gallery.missing))}.</p>"] if gallery.missing else []
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>Every card</title><style>{css}</style></head><body>",
            f"<h1>Every card: {len(gallery.shots)}</h1>",
            *missing,
            *(f"<p>{escape(trouble)}</p>" for trouble in gallery.troubles),
            "<nav>",
            *(f'<a href="#{escape(s.name)}">{escape(s.name)}</a>' for s in gallery.shots),
            "</nav>",
            *(_shot(shot, gallery.pictures) for shot in gallery.shots),
            "</body></html>",
        ]
    )


def _shot(shot: Shot, pictures: Mapping[str, bytes]) -> str:
    columns = _column("console", TERMINAL.title, shot.name, f"<pre>{escape(render(shot.message))}</pre>", "")
    for platform, scenes in scenes_of(shot, pictures).items():
        drawn, title = "".join(map(Drawing().scene, scenes)), looks()[platform][0]
        columns += _column(platform, title, shot.name, drawn, transcript(scenes))
    return (
        f'<section><h2 id="{escape(shot.name)}">{escape(shot.name)}</h2>'
        f'<p class="where">{escape(f"{stamp(shot.message.at)} {heading(shot.message)}")}</p>'
        f'<div class="columns">{columns}</div></section>'
    )


def scenes_of(shot: Shot, pictures: Mapping[str, bytes]) -> dict[str, tuple[Scene, ...]]:
    """What a member sees on each of the platforms that have more than plain text."""
    return {name: preview.scenes(shot.exhibit, pictures) for name, (_, preview) in looks().items()}


def _column(platform: str, title: str, name: str, drawn: str, said: str) -> str:
    spoken = "".join(f"<li>{escape(line)}</li>" for line in said.split("\n"))
    aside = f'<div class="said"><h3>A screen reader says</h3><ol>{spoken}</ol></div>' if said else ""
    return (
        f'<div class="column"><h3>{title}</h3>'
        f'<div class="shot {platform}" data-name="{escape(name)}" data-platform="{platform}">{drawn}</div>'
        f"{aside}</div>"
    )


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
            yield f"File: {name}, {about}"
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
