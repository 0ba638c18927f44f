"""One HTML page of all cards: no network, no script. Every text in it is escaped."""

import base64
from collections.abc import Iterator, Mapping
from html import escape

from bot.gallery.capture import Gallery, Shot
from bot.gallery.style import CSS
from bot.gallery.transcript import transcript
from bot.platforms.catalog import specs
from bot.platforms.console.render import heading, render, stamp
from bot.platforms.scenes import Anchor, Bullets, Download, Field, Image, Node, Para, Press, Row, Scene


def page(gallery: Gallery) -> str:
    """The page, for a browser that is given nothing else."""
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>Every card</title><style>{_css()}</style></head><body>",
            f"<h1>Every card: {len(gallery.shots)}</h1>",
            *_not_shown(gallery),
            "<nav>",
            *(f'<a href="#{escape(s.name)}">{escape(s.name)}</a>' for s in gallery.shots),
            "</nav>",
            *(_shot(shot, gallery.pictures) for shot in gallery.shots),
            "</body></html>",
        ]
    )


def _not_shown(gallery: Gallery) -> Iterator[str]:
    if gallery.missing:
        yield f"<p>Not shown: {escape(', '.join(gallery.missing))}.</p>"
    yield from (f"<p>{escape(trouble)}</p>" for trouble in gallery.troubles)


def _shot(shot: Shot, pictures: Mapping[str, bytes]) -> str:
    columns = _column("console", shot.name, f"<pre>{escape(render(shot.message))}</pre>", "")
    for platform, scenes in scenes_of(shot, pictures).items():
        columns += _column(platform, shot.name, "".join(map(_scene, scenes)), transcript(scenes))
    return (
        f'<section><h2 id="{escape(shot.name)}">{escape(shot.name)}</h2>'
        f'<p class="where">{escape(f"{stamp(shot.message.at)} {heading(shot.message)}")}</p>'
        f'<div class="columns">{columns}</div></section>'
    )


def scenes_of(shot: Shot, pictures: Mapping[str, bytes]) -> dict[str, tuple[Scene, ...]]:
    """What a member sees on each of the platforms that have more than plain text."""
    previews = {spec.name: spec.preview for spec in specs()}
    return {name: one.scenes(shot.exhibit, pictures) for name, one in previews.items() if one is not None}


def _css() -> str:
    return "\n".join([CSS, *(spec.preview.CSS for spec in specs() if spec.preview is not None)])


def _column(platform: str, name: str, drawn: str, said: str) -> str:
    spoken = "".join(f"<li>{escape(line)}</li>" for line in said.split("\n"))
    aside = f'<div class="said"><h3>A screen reader says</h3><ol>{spoken}</ol></div>' if said else ""
    return (
        f'<div class="column"><h3>{_title(platform)}</h3>'
        f'<div class="shot {platform}" data-name="{escape(name)}" data-platform="{platform}">{drawn}</div>'
        f"{aside}</div>"
    )


def _title(platform: str) -> str:
    return next(spec.title for spec in specs() if spec.name == platform)


def _scene(scene: Scene) -> str:
    inside = "".join(map(_node, scene.nodes))
    if scene.is_form:
        return (
            f'<div class="modal"><div class="title">{escape(scene.title)}</div>{inside}'
            f'<div class="foot"><span class="button">Cancel</span> '
            f'<span class="button main">{escape(scene.send)}</span></div></div>'
        )
    where = f'<div class="hint where">{escape(scene.where)}</div>' if scene.where else ""
    apart = "".join(map(_node, scene.apart))
    more = f'<div class="apart"><div class="hint">In a message of its own</div>{apart}</div>' if apart else ""
    return f'<div class="name">Loopmate<span>APP</span></div>{where}{inside}{more}'


def _node(node: Node) -> str:
    match node:
        case Para(text=text):
            shown = f"<p>{escape(text)}</p>"
        case Bullets(items=items, start=start):
            inside = "".join(f"<li>{escape(item)}</li>" for item in items)
            shown = f"<ul>{inside}</ul>" if start is None else f'<ol start="{start}">{inside}</ol>'
        case Anchor(text=text, url=url):
            shown = f'<p><a href="{escape(url)}">{escape(text)}</a></p>'
        case Row(buttons=buttons):
            shown = f'<div class="row">{"".join(map(_press, buttons))}</div>'
        case Image(alt=alt, data=data):
            code = base64.b64encode(data).decode()
            shown = f'<img alt="{escape(alt)}" src="data:image/png;base64,{code}">'
        case Download(name=name, about=about):
            shown = f'<div class="file"><b>{escape(name)}</b><br>{escape(about)}</div>'
        case Field():
            shown = _field(node)
    return shown


def _press(button: Press) -> str:
    return f'<span class="button {button.style}">{escape(button.label)}</span>'


def _field(field: Field) -> str:
    classes = " ".join(["box", *(["long"] if field.long else []), *(["menu"] if field.options else [])])
    optional = "" if field.required else ' <span class="hint">(optional)</span>'
    empty = "Choose a file" if field.file else field.example
    shown = escape(field.value) or f'<span class="hint">{escape(empty)}</span>'
    hint = f'<div class="hint">{escape(field.hint)}</div>' if field.hint else ""
    return (
        f'<div class="field"><div class="label">{escape(field.label)}{optional}</div>'
        f'<div class="{classes}">{shown}</div>{hint}</div>'
    )
