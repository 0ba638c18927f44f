"""One card or form for each kind of block, part and field: what a platform's renderer makes of it is kept whole."""

import datetime as dt
from collections.abc import Mapping

from bot.core import kinds
from bot.core.card import (
    Ask,
    Button,
    Card,
    Chart,
    File,
    Form,
    Instant,
    Item,
    Items,
    Link,
    Pairs,
    Person,
    Picture,
    Point,
    Quoted,
    Typed,
    buttons,
    card,
    code,
    items,
    line,
    quote,
    small,
    strong,
)
from bot.core.kinds import Kind
from bot.core.reply import Answer
from bot.core.values import Call
from bot.gallery.capture import Shot
from bot.platforms.local import Location
from bot.platforms.scenes import Exhibit

AT = dt.datetime(2026, 11, 24, 7, 0, tzinfo=dt.UTC)
TODAY, PAUSE = Call(path="today"), Call(path="pause", values={"until": "2026-12-01"})
FIELDS: Mapping[str, Kind] = {
    "text": kinds.text(300),
    "paragraph": kinds.text(3_000),
    "number": kinds.number(1, 10),
    "choice": kinds.choice("latency", "cost"),
    "date": kinds.DATE,
    "time": kinds.TIME,
    "zone": kinds.ZONE,
    "days": kinds.DAYS,
    "quiet_hours": kinds.QUIET,
    "switch": kinds.SWITCH,
    "channel": kinds.CHANNEL,
    "file": kinds.ATTACHMENT,
}


def _field(name: str, kind: Kind) -> Form:
    filled = Ask(name=name, label=f"A {name.replace('_', ' ')}", kind=kind, value=kind.example)
    refused = filled.copy_with(name="again", required=True, problem="It can't be read.")
    return Form(title="One field", call=TODAY, asks=(filled, refused), note="Why it is asked.")


def _chart() -> Picture:
    points = (Point(x=14, y=91.2, label="small"), Point(x=31, y=93.1, label="large", style=1))
    chart = Chart(title="Accuracy by p95", x="p95, ms", y="F1, %", points=points, limits=((25, "budget"),))
    return Picture(chart=chart, alt="small: 14 ms, 91.2%. large: 31 ms, 93.1%, over the budget of 25 ms.")


CARDS: Mapping[str, Card] = {
    "text": card("The first line.", "A second *with* _marks_ & <tags>."),
    "instants": card(
        line(*(part for s in ("time", "day", "full") for part in (Instant(at=AT, style=s), " ")))
    ),
    "person": card(line(Person(name="Ann <@U1>"), " answered.")),
    "typed": card(line("Type ", Typed(call=PAUSE), ".")),
    "roles": card(
        line("Up ", strong("3 points"), ". It was 0.81."),
        quote("She wrote ", Quoted(text="F1 *0.91*")),
        code("/prep quiz topic=latency"),
        small("Kept for 30 minutes, then deleted. Until ", Instant(at=AT), "."),
    ),
    "quoted": card(line("You wrote ", Quoted(text="F1 0.91\n@everyone https://x.example"), ".")),
    "pairs": card("Settings.", Pairs(rows=(("Zone", ("Europe/Berlin",)), ("Time", ("08:00",))))),
    "items": card("Two.", items("one", "two")),
    "numbered": card(
        "Two.", Items(items=(Item(line=("one",), mark="Done"), Item(line=("two",))), numbered=True)
    ),
    "buttons": card(
        "Choose.",
        buttons(
            Button(label="Go on", call=TODAY, style="main"),
            Button(label="More", call=TODAY, spoken="More tasks"),
            Button(label="Forget me", call=PAUSE, style="danger"),
        ),
    ),
    "picture": card("A chart.", _chart()),
    "file": card("A file.", File(name="deck.csv", about="your cards", data=b"front,back")),
    "link": card("A page.", Link(label="Notes", url="https://example.org/notes")),
}


def specimens() -> dict[str, Shot]:
    """Name -> the card or form, as it would be answered in a DM."""
    bodies: dict[str, Card | Form] = {f"block-{name}": body for name, body in CARDS.items()}
    bodies |= {f"field-{name}": _field(name, kind) for name, kind in FIELDS.items()}
    return {name: _shot(name, body) for name, body in bodies.items()}


def _shot(name: str, body: Card | Form) -> Shot:
    answer = Answer(body=body, zone="Europe/Berlin")
    return Shot(name=name, path="today", exhibit=Exhibit(at=AT, place=Location(), answer=answer))
