"""What is written to the bot and which card an answer takes the place of: one that as many see."""

import datetime as dt
from typing import Any

import pytest

from bot.core.card import card
from bot.core.reply import Answer, Inbound, Pressed, Said
from bot.platforms.port import Delivery
from tests.platforms.door import said
from tests.platforms.sides import SIDES, Side

SEEN: list[tuple[str, dict[str, Any], list[tuple[str, list[str]]]]] = [
    ("caller", {"replace": True}, [("caller", ["Then"])]),
    ("caller", {}, [("caller", ["First"]), ("caller", ["Then"])]),
    ("dm", {"replace": True}, [("dm", ["Then"])]),
    ("dm", {}, [("dm", ["First"]), ("dm", ["Then"])]),
    ("channel", {"replace": True}, [("channel", ["First"]), ("caller", ["Then"])]),
]


@pytest.mark.parametrize("defers", [False, True])
@pytest.mark.parametrize(
    ("side", "first", "then", "seen"), [(side, *case) for side in SIDES for case in SEEN], indirect=["side"]
)
async def test_an_answer_takes_the_place_of_a_card_that_as_many_see(
    side: Side, first: str, then: dict[str, Any], seen: list[Any], defers: bool
) -> None:
    def answer(inbound: Inbound) -> Answer:
        if isinstance(inbound.signal, Pressed):
            return said("Then", **then)
        return said("First")

    side.door.answer, presser = answer, side.dave if first == "channel" else side.erin
    match first:
        case "channel":
            await side.tell("First", "channel")
        case "dm":
            await side.erin.dm("start")
        case _:
            await side.erin.slash("/prep start")
    side.door.defers = defers
    await presser.press("Go")
    assert [(s.where, s.lines) for s in presser.seen] == seen
    assert side.door.inbounds[-1].signal == Pressed(payload="1:g:Go")


async def test_words_and_a_file_in_the_dm_are_handed_on_and_a_file_too_big_is_refused(side: Side) -> None:
    shown, long = said("Hello"), "I led the migration, and p95 fell by 40%. " * 60
    side.door.answer = lambda _: shown
    await side.erin.dm("done 1 & more")
    await side.erin.upload("cv.pdf", b"%PDF-1.7 ...", "bullet")
    await side.erin.upload("film.mp4", bytes(10_000_001))
    await side.erin.dm(long)
    words, file, many = side.door.inbounds
    assert [(heard.signal, heard.channel) for heard in (words, file, many)] == [
        (Said(text="done 1 & more"), None),
        (Said(text="bullet"), None),
        (Said(text=long), None),
    ]
    assert many.upload is None
    assert side.count("look up") == 0
    assert file.upload is not None
    assert (file.upload.name, file.upload.data) == ("cv.pdf", b"%PDF-1.7 ...")
    assert [s.where for s in side.erin.seen] == ["dm"] * 4
    assert "10.0 MB; I take at most 10" in side.erin.seen[-2].text


async def test_words_that_are_corrected_are_the_same_event_and_only_soon_and_only_in_the_dm(
    side: Side,
) -> None:
    """So what they changed isn't changed again, and what wasn't understood is answered."""

    async def correct(text: str, *, after: float = 1) -> None:
        side.clock.set(side.clock.now() + dt.timedelta(seconds=after))
        await side.erin.correct(text)

    side.door.answer = lambda inbound: said(getattr(inbound.signal, "text", ""))
    await side.erin.dm("tody")
    for text in ("tody", "todya", "todya", "today", "today"):  # the same words: a preview of a link
        await correct(text)
    assert [(heard.signal, heard.channel) for heard in side.door.inbounds] == [
        (Said(text=text), None) for text in ("tody", "todya", "today")
    ]
    assert len({heard.event for heard in side.door.inbounds}) == 1
    assert [seen.lines for seen in side.erin.seen] == [["tody"], ["todya"], ["today"]]
    await correct("help", after=900)
    assert len(side.door.inbounds) == 3


async def test_of_several_files_one_is_read_and_its_sender_is_told_which(side: Side) -> None:
    side.door.answer = lambda _: said("Hello")
    await side.erin.upload("cv.pdf", b"%PDF-1.7 ...", "", ("letter.pdf", b"%PDF-1.7 ..."))
    (heard,) = side.door.inbounds
    assert heard.upload is not None
    assert heard.upload.name == "cv.pdf"
    told, answer = side.erin.seen
    assert told.lines[0] == "I read one file at a time, so this is about cv.pdf."
    assert answer.labels == ["Go"]


@pytest.mark.parametrize("way", ["command", "words", "later"])
async def test_a_card_longer_than_the_platform_takes_is_said_in_words_and_never_by_silence(
    side: Side, way: str
) -> None:
    long = said(card("Long.", *["x" * 3_000] * 5))
    side.door.answer = lambda _: long
    match way:
        case "command":
            await side.erin.slash("/prep start")
        case "words":
            await side.erin.dm("start")
        case _:
            sent = Delivery(id="a", to=side.account(side.erin), answer=long)
            assert (await side.platform.deliver(sent)).outcome == "sent"
    assert side.erin.seen[0].lines[0].startswith("I couldn't show you")
