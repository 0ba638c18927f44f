"""What a screen reader says of a card: in its order, buttons by their spoken names, pictures by their words."""

from collections.abc import Iterator

from bot.platforms.scenes import (
    Anchor,
    Bullets,
    Download,
    Facts,
    Field,
    Image,
    Node,
    Para,
    Press,
    Row,
    Rule,
    Scene,
)


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
            yield from (
                f"{f'{start + n}. ' if start is not None else ''}{item}" for n, item in enumerate(items)
            )
        case Anchor(text=text):
            yield f"Link: {text}"
        case Row(buttons=buttons):
            yield from (_press(button) for button in buttons)
        case Image(alt=alt):
            yield f"Picture: {alt}"
        case Download(name=name, about=about):
            yield f"File: {name}, {about}"
        case Field():
            yield _field(node)
        case Rule():
            return


def _press(button: Press) -> str:
    return f"Button: {button.spoken or button.label}"


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
