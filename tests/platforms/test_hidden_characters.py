"""Control characters and marks of direction: taken out of every text of a card, so that no platform shows one."""

import json

from bot.core.card import (
    Ask,
    Button,
    Buttons,
    Card,
    Chart,
    File,
    Form,
    Item,
    Items,
    Link,
    Pairs,
    Person,
    Picture,
    Point,
    Quoted,
    Text,
    Typed,
)
from bot.core.kinds import text
from bot.core.values import Call
from tests.visible import TURNS

HIDDEN = f"{TURNS}\x00\x07\x1b\x7f\x9b"
SAID = f"evil{HIDDEN}gnp.exe"
CHART = Chart(title=SAID, x=SAID, y=SAID, points=(Point(x=1, y=2, label=SAID),), limits=((1, SAID),))
CARD = Card(
    blocks=(
        Text(line=(SAID, Person(name=SAID), Quoted(text=SAID))),
        Text(line=(Typed(call=Call(path="ask", values={"question": SAID})),)),
        Pairs(rows=((SAID, (SAID,)),)),
        Items(items=(Item(line=(SAID,), mark=SAID),)),
        Picture(chart=CHART, alt=SAID),
        File(name=SAID, about=SAID, data=b""),
        Link(label=SAID, url="https://meet.example/a"),
        Buttons(buttons=(Button(label=SAID, spoken=f"{SAID} now", call=Call(path="today")),)),
    )
)
FORM = Form(
    title=SAID,
    call=Call(path="ask"),
    note=SAID,
    asks=(Ask(name="question", label=SAID, kind=text(), value=SAID, problem=SAID),),
)


def test_every_text_of_a_card_and_its_form_is_what_can_be_seen() -> None:
    for part in (CARD, FORM):
        left = json.dumps(part.model_dump(mode="json", exclude={"asks": {"__all__": {"kind"}}}))
        assert "evilgnp.exe" in left
        assert [c for c in HIDDEN if json.dumps(c)[1:-1] in left] == []
