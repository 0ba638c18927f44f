"""Control characters and marks of direction: taken out of every text of a card, on all platforms alike."""

import json
from collections.abc import Callable

import pytest

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
    Progress,
    Quoted,
    Text,
    Typed,
)
from bot.core.kinds import text
from bot.core.layout import Look
from bot.core.reply import Answer, Reader
from bot.core.values import Call
from bot.platforms.console.render import Message as Printed
from bot.platforms.console.render import render as on_console
from bot.platforms.discord.render import message as on_discord
from bot.platforms.local import Location
from bot.platforms.slack.modal import Kept, view
from bot.platforms.slack.render import render as on_slack
from tests.visible import TURNS
from tests.world import GENERAL, START

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
        Progress(done=1, total=2, what=SAID),
        Buttons(buttons=(Button(label=SAID, spoken=f"{SAID} now", call=Call(path="today")),)),
    )
)
FORM = Form(
    title=SAID,
    call=Call(path="ask"),
    note=SAID,
    asks=(Ask(name="question", label=SAID, kind=text(), value=SAID, problem=SAID),),
)


def slack() -> str:
    answer = Answer(body=CARD, reader=Reader(), payloads=("1:g:today",))
    message = on_slack(answer, Look("UTC", START))
    opened = view(FORM, Kept(payload="1:g:ask", path="ask"))
    return json.dumps([message.text, message.blocks, opened], ensure_ascii=False)


def discord() -> str:
    message = on_discord(CARD, ("1:g:today",), "prep")
    return json.dumps(message.body(), ensure_ascii=False)


def console() -> str:
    answer = Answer(body=CARD, reader=Reader(), payloads=("1:g:today",))
    return on_console(Printed(at=START, place=Location(channel=GENERAL), answer=answer))


@pytest.mark.parametrize("platform", [slack, discord, console])
def test_no_platform_shows_what_nobody_can_see(platform: Callable[[], str]) -> None:
    shown = platform()
    assert "evilgnp.exe" in shown
    assert [c for c in HIDDEN if c in shown] == []


def test_every_text_of_a_card_and_its_form_is_what_can_be_seen() -> None:
    """Whatever platform comes next: nothing hidden is left for it."""
    for part in (CARD, FORM):
        left = json.dumps(part.model_dump(mode="json", exclude={"asks": {"__all__": {"kind"}}}))
        assert "evilgnp.exe" in left
        assert [c for c in HIDDEN if json.dumps(c)[1:-1] in left] == []
