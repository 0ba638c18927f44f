"""What a platform shows, read back from the JSON that it would be sent: the page draws it, the transcript says it."""

import base64
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal, Protocol

from bot.core.card import Role
from bot.core.reply import Answer


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A card or form, when it was shown, under which root word; `is_private`: in a channel, to one person alone."""

    answer: Answer
    at: dt.datetime
    word: str = "prep"
    is_private: bool = False


class Words(str):
    """A text of `runs`, each with how it's written: "", "bold" or "code"."""

    runs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, *runs: tuple[str, str]) -> "Words":
        words = cls("".join(text for text, _ in runs))
        words.runs = runs
        return words


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph; line breaks in it are kept."""

    text: str
    role: Role = "body"


@dataclass(frozen=True, slots=True)
class Facts:
    """Named values, two side by side where there's room."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list that the platform shows as one; numbered from `start`, or not at all."""

    items: tuple[str, ...]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link of ours."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Press:
    """A button; `spoken` is what a screen reader calls it."""

    label: str
    spoken: str = ""
    style: Literal["plain", "main", "danger"] = "plain"


@dataclass(frozen=True, slots=True)
class Row:
    """Buttons side by side."""

    buttons: tuple[Press, ...]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture, and the words that stand for it."""

    alt: str
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Download:
    """A file."""

    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form with its value."""

    label: str
    value: str = ""
    hint: str = ""
    example: str = ""
    """What it shows while it is empty."""
    required: bool = False
    options: tuple[str, ...] = ()
    """Of a menu; empty for a text field."""
    long: bool = False
    """Whether it has several lines."""
    file: bool = False


Node = Para | Facts | Bullets | Anchor | Row | Image | Download | Field


@dataclass(frozen=True, slots=True)
class Scene:
    """One message, or one page of a form (which has a title and a button that sends it)."""

    nodes: tuple[Node, ...]
    where: str = ""
    """Whom the platform says that it is for."""
    title: str = ""
    send: str = ""
    apart: tuple[Node, ...] = field(default=())
    """What travels in a message of its own."""

    @property
    def is_form(self) -> bool:
        return bool(self.title)


class Preview(Protocol):
    """Reads back what a platform would be sent, for the gallery; a module of the platform's folder."""

    CSS: str
    """How a card looks there; every rule begins with the platform's name as a class."""

    def raw(self, shown: Exhibit) -> dict[str, Any]:
        """What the renderer makes of a card or a form."""
        ...

    def scenes(self, shown: Exhibit, pictures: Mapping[str, bytes]) -> tuple[Scene, ...]:
        """What a member sees of it; `pictures` are the drawn charts by their alt text."""
        ...


# a scene as HTML, every text escaped: the gallery shows it, and so does the page in the browser

CSS = """
.shot p, .shot ul, .shot ol { margin: 0 0 4px; white-space: pre-wrap; overflow-wrap: anywhere; }
.shot ul, .shot ol { padding-left: 28px; white-space: normal; }
.shot p.headline { font-weight: 800; margin-bottom: 6px; }
.shot p.small { color: #5c5b5c; font-size: 12px; }
.shot p.quote { border-left: 4px solid #d0d0d0; padding-left: 10px; margin: 4px 0; }
.shot p.code { font: 12px/1.5 "DejaVu Sans Mono", Menlo, Consolas, monospace; background: #f4f4f4;
  border: 1px solid #ddd; border-radius: 4px; padding: 6px 8px; }
.shot code { font: 12px "DejaVu Sans Mono", Menlo, Consolas, monospace; background: #f4f4f4; border-radius: 3px;
  padding: 1px 3px; }
.shot .facts { display: grid; grid-template-columns: 1fr 1fr; gap: 6px 12px; margin: 4px 0 8px;
  overflow-wrap: anywhere; }
.shot img { display: block; width: 100%; margin: 4px 0; border: 1px solid #ddd; }
.shot .file { border: 1px solid #bbb; border-radius: 6px; padding: 6px 10px; margin: 4px 0; overflow-wrap: anywhere; }
.apart { margin-top: 8px; padding-top: 6px; border-top: 1px dashed #999; }
.hint { overflow-wrap: anywhere; color: #5c5b5c; font-size: 12px; }
.row { display: flex; flex-wrap: wrap; gap: 8px; margin: 6px 0; }
.button { display: inline-block; max-width: 100%; overflow-wrap: anywhere; text-align: center; }
.field { margin: 0 0 12px; }
.field .label { font-weight: 700; overflow-wrap: anywhere; }
.field .box { border: 1px solid #888; border-radius: 4px; padding: 6px 10px; min-height: 36px;
  white-space: pre-wrap; overflow-wrap: anywhere; background: #fff; }
.field .long { min-height: 72px; }
.field .menu::after { content: "\\25BE"; float: right; }
.modal { border: 1px solid #999; border-radius: 8px; padding: 12px; margin-bottom: 8px; }
.modal .title { font-weight: 700; font-size: 18px; margin-bottom: 10px; overflow-wrap: anywhere; }
.modal .foot { text-align: right; margin-top: 12px; }
.name { font-weight: 700; margin-bottom: 2px; }
.name span { font-weight: 400; font-size: 11px; border-radius: 3px; padding: 0 4px; margin-left: 4px; }
"""
"""What all platforms have in common, inside of the class `shot`; each one adds its own."""
_TAGS = {"bold": "b", "code": "code"}


def draw_words(text: str) -> str:
    """A text with its stretches in bold and in code."""
    runs = text.runs if isinstance(text, Words) else ((text, ""),)
    return "".join(
        f"<{_TAGS[how]}>{escape(said)}</{_TAGS[how]}>" if how else escape(said) for said, how in runs
    )


class Drawing:
    """Draws what nobody can press; the page overrides how buttons, pictures, and files are drawn."""

    def scene(self, scene: Scene) -> str:
        """One message, or one page of a form."""
        inside = "".join(map(self.node, scene.nodes))
        if scene.is_form:
            return (
                f'<div class="modal"><div class="title">{escape(scene.title)}</div>{inside}'
                f'<div class="foot"><span class="button">Cancel</span> '
                f'<span class="button main">{escape(scene.send)}</span></div></div>'
            )
        where = f'<div class="hint where">{escape(scene.where)}</div>' if scene.where else ""
        apart = self.apart("".join(map(self.node, scene.apart))) if scene.apart else ""
        return f'<div class="name">Loopmate<span>APP</span></div>{where}{inside}{apart}'

    def apart(self, inside: str) -> str:
        """What travels in a message of its own."""
        return f'<div class="apart"><div class="hint">In a message of its own</div>{inside}</div>'

    def node(self, node: Node) -> str:
        match node:
            case Para(text=text, role=role):
                shown = f'<p class="{role}">{draw_words(text)}</p>'
            case Facts(rows=rows):
                inside = "".join(f"<div><b>{escape(k)}</b><br>{draw_words(v)}</div>" for k, v in rows)
                shown = f'<div class="facts">{inside}</div>'
            case Bullets(items=items, start=start):
                inside = "".join(f"<li>{draw_words(item)}</li>" for item in items)
                shown = f"<ul>{inside}</ul>" if start is None else f'<ol start="{start}">{inside}</ol>'
            case Anchor(text=text, url=url):
                shown = f'<p><a href="{escape(url)}" target="_blank" rel="noreferrer">{escape(text)}</a></p>'
            case Row(buttons=buttons):
                shown = f'<div class="row">{"".join(map(self.button, buttons))}</div>'
            case Image():
                shown = self.picture(node)
            case Download():
                shown = self.file(node)
            case Field():
                shown = self.field(node)
        return shown

    def button(self, button: Press) -> str:
        return f'<span class="button {button.style}">{escape(button.label)}</span>'

    def picture(self, image: Image) -> str:
        code = base64.b64encode(image.data).decode()
        return f'<img alt="{escape(image.alt)}" src="data:image/png;base64,{code}">'

    def file(self, file: Download) -> str:
        return f'<div class="file"><b>{escape(file.name)}</b><br>{escape(file.about)}</div>'

    def field(self, field: Field) -> str:
        classes = " ".join(["box", *(["long"] if field.long else []), *(["menu"] if field.options else [])])
        optional = "" if field.required else ' <span class="hint">(optional)</span>'
        empty = "Choose a file" if field.file else field.example
        shown = escape(field.value) or f'<span class="hint">{escape(empty)}</span>'
        hint = f'<div class="hint">{escape(field.hint)}</div>' if field.hint else ""
        return (
            f'<div class="field"><div class="label">{escape(field.label)}{optional}</div>'
            f'<div class="{classes}">{shown}</div>{hint}</div>'
        )
