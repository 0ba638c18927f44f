"""At the prompt: one person types, for themselves and for others."""

import asyncio
import os
import pty
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.card import card
from bot.core.kinds import ATTACHMENT, QUIET
from bot.core.reply import Pressed, Said, Submitted
from bot.platforms.console.session import safe_name
from bot.platforms.console.story import read_lines
from bot.platforms.local import account_of
from tests.platforms.console.desk import Desk, Room, ask, form, with_buttons
from tests.platforms.door import said


@pytest.fixture(autouse=True)
def me(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LOGNAME", "Mary Ann")
    return "Mary-Ann"


@pytest.mark.parametrize(
    ("name", "safe"), [("mary", "mary"), ("Mary Ann", "Mary-Ann"), ("..", "you"), ("a:b@c", "a-b-c")]
)
def test_names_of_the_system_become_names_of_the_console(name: str, safe: str) -> None:
    assert safe_name(name) == safe


async def test_commands_go_to_the_channel_plain_words_to_the_dm_and_quit_leaves(me: str) -> None:
    room = Room(Desk().on("today", said(card("Hi."))))
    typed = (
        "/prep today\ndone 1\n2\n\n# nothing\nbob: /prep today\nbob: hi\nbob (DM): done 2\nquit\n/prep today"
    )
    await room.type(typed)
    assert room.desk.signals == [
        Said(text="today", root="prep"),
        Said(text="done 1", root=None),
        Said(text="2", root=None),  # there's no button that it could mean
        Said(text="today", root="prep"),
        Said(text="done 2", root=None),
    ]
    assert [i.name for i in room.desk.inbounds] == [me, me, me, "bob", "bob"]
    assert [i.channel is None for i in room.desk.inbounds] == [False, True, True, False, True]
    assert room.printed.startswith(f"You are {me}.")
    assert room.printed.endswith("you> Bye.\n")
    assert "In #general I answer commands only. In the DM: bob (DM): hi\n" in room.printed
    assert "> /prep today" not in room.printed, "they see what they typed"


async def test_a_number_presses_a_button_of_the_newest_card_and_nonsense_is_a_sentence() -> None:
    desk = Desk().on("a", said(with_buttons("1", "A", "B"))).on("b", said(with_buttons("2", "A", "C")))
    room = Room(desk)
    await room.type("/prep a\n/prep b\n2\n[B]\n3\n[Nope]\n@wait")
    assert desk.signals[2:] == [Pressed(payload="1:g:C"), Pressed(payload="1:g:B")]
    assert "The newest card has buttons 1 to 2.\n" in room.printed
    assert "sees no button [Nope]" in room.printed
    assert "I don't know '@wait'." in room.printed
    assert "line" not in room.printed


async def test_a_form_is_asked_field_by_field_and_refused_fields_again() -> None:
    asks = (ask("zone", required=True), ask("days", value="daily"), ask("date", value="2027-03-01"))
    quiet = ask("quiet", value="21:00-07:00", kind=QUIET)
    desk = Desk().on("settings", said(form(*asks, quiet)))
    wrong = ask("zone", value="Berln", problem="No such zone.")
    again = said(form(wrong, ask("days", value="mon,wed"), ask("date"), ask("quiet", value="-", kind=QUIET)))
    room = Room(desk.on("1:g:settings", again, said(card("Saved."))))
    await room.type("/prep settings\nBerln\nmon,wed\n-\n-\nEurope/Berlin\nquit")
    values = {"days": "mon,wed", "date": "", "quiet": "-"}  # a hyphen empties, unless it's a value itself
    assert desk.signals[1:] == [
        Submitted(payload="1:g:settings", values={"zone": zone, **values})
        for zone in ("Berln", "Europe/Berlin")
    ]
    for words in (
        "ZONE; required []: ",
        "DAYS [daily]: ",
        "Problem with zone: No such zone.\n",
        "  Saved.\n",
    ):
        assert words in room.printed


async def test_a_file_that_is_not_there_asks_again(tmp_path: Path) -> None:
    (tmp_path / "cv.pdf").write_bytes(b"%PDF")
    desk = Desk().on("bullet", said(form(ask("cv", kind=ATTACHMENT)))).on("1:g:settings", said(card("Read.")))
    room = Room(desk)
    await room.type(f"/prep bullet\n@{tmp_path}/none\n@{tmp_path}/cv.pdf\nquit")
    assert "There is no file" in room.printed
    assert desk.inbounds[-1].upload is not None


async def test_a_form_can_be_left_and_a_question_mark_proposes_values(me: str) -> None:
    desk = (
        Desk().on("settings", said(form(ask("zone"), ask("days")))).on("1:g:settings", said(card("Saved.")))
    )
    room = Room(desk)
    typed = "/prep settings\nUTC\n/cancel\n/prep settings\n?ber\n?\nEurope/Bern\n\n/prep settings"
    await room.type(typed)
    assert desk.asked_for == [(account_of(me), "settings", "zone", typed, None) for typed in ("ber", "")]
    assert "Europe/Berlin, Europe/Bern\n" in room.printed
    submitted = [signal for signal in desk.signals if isinstance(signal, Submitted)]
    assert submitted == [Submitted(payload="1:g:settings", values={"zone": "Europe/Bern", "days": ""})]
    assert (
        room.printed.count("You left the form. Nothing was sent.\n") == 2
    )  # at the end of the input as well


async def test_ctrl_c_leaves_a_form_and_then_the_program_politely() -> None:
    room = Room(Desk().on("settings", said(form(ask("zone")))))

    async def typing() -> AsyncIterator[str]:
        yield "/prep settings"
        signal.raise_signal(signal.SIGINT)
        for _ in range(20):  # turns of the loop: the signal arrives through a pipe
            await asyncio.sleep(0)
        yield "/prep today"
        signal.raise_signal(signal.SIGINT)
        await asyncio.Event().wait()

    await room.type(typing())
    assert "You left the form. Nothing was sent.\n" in room.printed
    assert room.desk.signals[-1] == Said(text="today", root="prep")
    assert room.printed.endswith("you> Bye.\n")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


async def test_what_is_typed_later_on_a_terminal_is_waited_for_while_all_else_goes_on() -> None:
    writing, reading = pty.openpty()
    with os.fdopen(reading, encoding="utf-8") as stream:
        first = asyncio.ensure_future(anext(read_lines(stream)))
        await asyncio.sleep(0)
        os.write(writing, "done žluť\n".encode())
        assert await first == "done žluť"
    os.close(writing)


async def test_a_pipe_is_read_line_by_line_to_its_end() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, encoding="utf-8") as stream:
        lines = read_lines(stream)
        first = asyncio.ensure_future(anext(lines))
        await asyncio.sleep(0)
        os.write(writing, b"one\ntw")
        assert await first == "one"
        os.write(writing, b"o\nthree \xc5")
        assert await anext(lines) == "two"
        os.write(writing, b"\xbe\xff")
        os.close(writing)
        assert [line async for line in lines] == ["three ž\N{REPLACEMENT CHARACTER}"]


async def test_a_file_is_a_story_and_what_has_nothing_to_read_an_empty_one(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text("alice: hi\nbob: hi")
    for name, lines in ((path, ["alice: hi", "bob: hi"]), (Path(os.devnull), [])):
        with name.open() as stream:
            assert [line.rstrip("\n") async for line in read_lines(stream)] == lines
