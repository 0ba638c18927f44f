"""One HTML page of all cards: no network, no script. Every text in it is escaped."""

from collections.abc import Iterator, Mapping
from html import escape

from bot.gallery import style
from bot.gallery.capture import Gallery, Shot
from bot.gallery.transcript import transcript
from bot.platforms.console.render import heading, render, stamp
from bot.platforms.scenes import CSS as SCENE_CSS
from bot.platforms.scenes import Drawing, Scene
from bot.platforms.spec import specs


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
        columns += _column(platform, shot.name, "".join(map(Drawing().scene, scenes)), transcript(scenes))
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
    return "\n".join(
        [style.CSS, SCENE_CSS, *(spec.preview.CSS for spec in specs() if spec.preview is not None)]
    )


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
