"""At the prompt: one person types, for themselves and for others."""

import asyncio
import io
import os
import pty
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.core.card import card
from bot.core.kinds import ATTACHMENT, QUIET
from bot.core.reply import Pressed, Said, Submitted
from bot.platforms.console.adapter import account_of
from bot.platforms.console.lines import read_lines
from bot.platforms.console.session import own_name, run, safe_name
from tests.platforms.console.desk import Desk, Room, answer, ask, delivery, form, with_buttons


@pytest.fixture(autouse=True)
def me(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LOGNAME", "Mary Ann")
    return "Mary-Ann"


@pytest.mark.parametrize(
    ("name", "safe"), [("mary", "mary"), ("Mary Ann", "Mary-Ann"), ("..", "you"), ("a:b@c", "a-b-c")]
)
def test_names_of_the_system_become_names_of_the_console(name: str, safe: str) -> None:
    assert safe_name(name) == safe


async def test_who_sits_there_is_said_first_and_quit_leaves(me: str) -> None:
    room = Room()
    assert own_name() == me
    assert await room.play("quit\n/prep today", interactive=True) == 0
    assert room.printed.startswith(f"You are {me}.")
    assert room.printed.endswith("you> Bye.\n")
    assert room.desk.inbounds == []


async def test_commands_go_to_the_channel_and_plain_words_to_the_dm(me: str) -> None:
    room = Room()
    await room.play("/prep today\ndone 1\n\n# nothing\nbob: /prep today\nbob (DM): done 2", interactive=True)
    assert room.desk.signals == [
        Said(text="today", root="prep"),
        Said(text="done 1", root=None),
        Said(text="today", root="prep"),
        Said(text="done 2", root=None),
    ]
    assert [i.name for i in room.desk.inbounds] == [me, me, "bob", "bob"]
    assert [i.channel is None for i in room.desk.inbounds] == [False, True, False, True]


async def test_what_was_typed_is_not_printed_a_second_time() -> None:
    room = Room(Desk().on("today", answer(card("Hi."))))
    await room.play("/prep today", interactive=True)
    assert "> /prep today" not in room.printed


async def test_a_number_presses_that_button_of_the_newest_card() -> None:
    desk = Desk().on("a", answer(with_buttons("1", "A", "B"))).on("b", answer(with_buttons("2", "A", "C")))
    room = Room(desk)
    await room.play("/prep a\n/prep b\n2\n[B]\n3", interactive=True)
    assert desk.signals[2:] == [Pressed(payload="press:C"), Pressed(payload="press:B")]
    assert "The newest card has buttons 1 to 2.\n" in room.printed


async def test_without_a_button_a_number_is_a_word() -> None:
    room = Room()
    await room.play("2", interactive=True)
    assert room.desk.signals == [Said(text="2", root=None)]


async def test_what_is_not_understood_is_a_sentence_and_no_failure() -> None:
    room = Room()
    assert await room.play("[Nope]\n@wait", interactive=True) == 0
    assert "sees no button [Nope]" in room.printed
    assert "I do not know '@wait'." in room.printed
    assert "line" not in room.printed


async def test_a_form_is_asked_field_by_field() -> None:
    asks = (
        ask("zone", value="UTC", required=True),
        ask("days", value="daily"),
        ask("date", value="2027-03-01"),
    )
    desk = Desk().on("settings", answer(form(*asks))).on("form", answer(card("Saved.")))
    room = Room(desk)
    await room.play("/prep settings\n\nmon,wed\n-\nquit", interactive=True)
    assert desk.signals[-1] == Submitted(
        payload="form", values={"zone": "UTC", "days": "mon,wed", "date": ""}
    )
    assert "ZONE; required [UTC]: " in room.printed
    assert "DAYS [daily]: " in room.printed
    assert "  Saved.\n" in room.printed


async def test_a_hyphen_is_a_value_where_none_is_one() -> None:
    desk = Desk().on("settings", answer(form(ask("quiet", value="21:00-07:00", kind=QUIET))))
    desk.on("form", answer(card("Saved.")))
    await Room(desk).play("/prep settings\n-", interactive=True)
    assert desk.signals[-1] == Submitted(payload="form", values={"quiet": "-"})


async def test_only_refused_fields_are_asked_again() -> None:
    desk = Desk().on("settings", answer(form(ask("zone"), ask("days"))))
    again = answer(form(ask("zone", value="Berln", problem="No such zone."), ask("days", value="daily")))
    desk.on("form", again, answer(card("Saved.")))
    room = Room(desk)
    await room.play("/prep settings\nBerln\ndaily\nEurope/Berlin\nquit", interactive=True)
    assert desk.signals[-1] == Submitted(payload="form", values={"zone": "Europe/Berlin", "days": "daily"})
    assert "Problem with zone: No such zone.\n" in room.printed


async def test_a_file_that_is_not_there_asks_again(tmp_path: Path) -> None:
    (tmp_path / "cv.pdf").write_bytes(b"%PDF")
    desk = Desk().on("bullet", answer(form(ask("cv", kind=ATTACHMENT)))).on("form", answer(card("Read.")))
    room = Room(desk)
    await room.play(f"/prep bullet\n@{tmp_path}/none\n@{tmp_path}/cv.pdf\nquit", interactive=True)
    assert "There is no file" in room.printed
    assert desk.inbounds[-1].upload is not None


async def test_a_form_can_be_left() -> None:
    desk = Desk().on("settings", answer(form(ask("zone"), ask("days"))))
    room = Room(desk)
    await room.play("/prep settings\nUTC\n/cancel\n/prep settings", interactive=True)
    assert len(desk.inbounds) == 2
    assert room.printed.count("You left the form. Nothing was sent.\n") == 2


async def test_a_question_mark_proposes_values(me: str) -> None:
    desk = Desk().on("settings", answer(form(ask("zone")))).on("form", answer(card("Saved.")))
    room = Room(desk)
    await room.play("/prep settings\n?ber\n?\nEurope/Bern", interactive=True)
    assert desk.asked == [
        (account_of(me), "settings", "zone", "ber"),
        (account_of(me), "settings", "zone", ""),
    ]
    assert "Europe/Berlin, Europe/Bern\n" in room.printed
    assert desk.signals[-1] == Submitted(payload="form", values={"zone": "Europe/Bern"})


async def test_deliveries_are_printed_while_the_prompt_waits(me: str) -> None:
    room = Room()

    async def typing() -> AsyncIterator[str]:
        await room.platform.deliver(delivery("a", account_of(me), card("It is time.")))
        yield "quit"

    await run(room.platform, room.services, None, typing(), room.out, interactive=True)
    assert f"you> \n@2026-11-24T08:00Z bot > {me} (DM)\n  It is time.\nyou> " in room.printed


async def test_ctrl_c_leaves_politely() -> None:
    room = Room()

    async def typing() -> AsyncIterator[str]:
        signal.raise_signal(signal.SIGINT)
        await asyncio.Event().wait()
        yield ""

    assert await run(room.platform, room.services, None, typing(), room.out, interactive=True) == 0
    assert room.printed.endswith("you> \nBye.\n")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


async def test_ctrl_c_in_a_form_leaves_the_form_and_not_the_program() -> None:
    room = Room(Desk().on("settings", answer(form(ask("zone")))))

    async def typing() -> AsyncIterator[str]:
        yield "/prep settings"
        signal.raise_signal(signal.SIGINT)
        for _ in range(20):  # turns of the loop: the signal arrives through a pipe
            await asyncio.sleep(0)
        yield "/prep today"
        yield "quit"

    await run(room.platform, room.services, None, typing(), room.out, interactive=True)
    assert "You left the form. Nothing was sent.\n" in room.printed
    assert room.desk.signals[-1] == Said(text="today", root="prep")


@pytest.fixture
def terminal() -> Iterator[tuple[int, io.TextIOWrapper]]:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, encoding="utf-8") as stream:
        yield ours, stream
    os.close(ours)


async def test_a_terminal_is_read_without_a_thread_until_ctrl_d(
    terminal: tuple[int, io.TextIOWrapper],
) -> None:
    keyboard, stream = terminal
    os.write(keyboard, "/prep today\ndone žluť\n\x04".encode())
    room = Room()
    assert await run(room.platform, room.services, None, stream, room.out, interactive=True) == 0
    assert room.desk.signals == [Said(text="today", root="prep"), Said(text="done žluť", root=None)]


async def test_a_pipe_is_read_line_by_line_to_its_end() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, encoding="utf-8") as stream:
        lines = read_lines(stream)
        os.write(writing, b"one\ntw")
        assert await anext(lines) == "one"
        os.write(writing, b"o\nthree \xc5")
        assert await anext(lines) == "two"
        os.write(writing, b"\xbe\xff")
        os.close(writing)
        assert [line async for line in lines] == ["three ž\N{REPLACEMENT CHARACTER}"]


@pytest.fixture
def nothing() -> Iterator[io.TextIOWrapper]:
    with Path(os.devnull).open() as stream:
        yield stream


async def test_what_has_nothing_to_read_is_an_empty_story(nothing: io.TextIOWrapper) -> None:
    assert [line async for line in read_lines(nothing)] == []


@pytest.fixture
def story(tmp_path: Path) -> Iterator[io.TextIOWrapper]:
    path = tmp_path / "story.txt"
    path.write_text("alice: hi\nbob: hi")
    with path.open() as stream:
        yield stream


async def test_a_file_is_a_story(story: io.TextIOWrapper) -> None:
    assert [line.rstrip("\n") async for line in read_lines(story)] == ["alice: hi", "bob: hi"]
