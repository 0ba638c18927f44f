"""At the prompt of a terminal: what is typed can be edited, completed, recalled, and pasted."""

import asyncio
import os
import pty
import stat
import termios
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.core.card import card
from bot.core.command import command
from bot.core.registry import Registry
from bot.core.reply import Pressed, Said
from bot.platforms.console.session import own_name, run
from bot.platforms.local import account_of
from tests.core.declared import declare
from tests.platforms.console.desk import Desk, Room, ask, delivery, form, with_buttons
from tests.platforms.door import said

CTRL_C, CTRL_D, BACKSPACE, TAB, UP, ENTER = "\x03", "\x04", "\x7f", "\t", "\x1b[A", "\r"
PATIENCE = 60
REGISTRY = Registry([declare(command("Drill"), "quiz", topic="What to drill")])


class Keyboard:
    """Types on a terminal, and looks at what was written to it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._written = ""
        self._more = asyncio.Event()

    def look(self) -> None:
        self._written += os.read(self._descriptor, 65_536).decode("utf-8", "replace")
        self._more.set()

    def type(self, keys: str) -> None:
        os.write(self._descriptor, keys.encode())

    async def enter(self, keys: str, answered: str) -> None:
        """Types a line, and waits for the answer and the next prompt."""
        self.type(f"{keys}{ENTER}")
        await self.until(answered)
        await self.until("you>")

    async def until(self, text: str) -> str:
        """Waits for a text; what was written up to its end, which isn't looked at again."""
        try:
            async with asyncio.timeout(PATIENCE):
                while text not in self._written:
                    self._more.clear()
                    await self._more.wait()
        except TimeoutError:
            raise AssertionError(f"{text!r} isn't in {self._written!r}") from None
        before, _, self._written = self._written.partition(text)
        return before


@asynccontextmanager
async def seat(room: Room, history: Path | None = None) -> AsyncIterator[Keyboard]:
    """Somebody at the prompt of the room; at the end the program has left."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    keyboard, loop = Keyboard(ours), asyncio.get_running_loop()
    loop.add_reader(ours, keyboard.look)
    with os.fdopen(theirs, encoding="utf-8") as source, os.fdopen(os.dup(theirs), "w") as out:
        running = asyncio.create_task(
            run(room.platform, room.services, None, source, out, interactive=True, history=history)
        )
        try:
            await keyboard.until("you>")
            yield keyboard
            async with asyncio.timeout(PATIENCE):
                assert await running == 0
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            loop.remove_reader(ours)
            os.close(ours)


@pytest.fixture(autouse=True)
def xterm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("PROMPT_TOOLKIT_NO_CPR", "1")  # nobody answers where the cursor is


def noting(*texts: str) -> Desk:
    """A desk that answers each of these, so that a test can see when it has come in."""
    desk = Desk(registry=REGISTRY)
    for text in texts:
        desk.on(text, said(card("Noted.")))
    return desk


async def test_a_line_is_edited_a_paste_is_one_message_and_ctrl_d_leaves() -> None:
    text = "Built a reranker,\ncut p95 from 22 to 15 ms\nfor 40 shops"
    room = Room(noting("done žlut", text))
    async with seat(room) as keyboard:
        await keyboard.enter(f"done žlutý{BACKSPACE}", "Noted.")
        await keyboard.enter(f"\x1b[200~{text}\x1b[201~", "Noted.")
        keyboard.type(CTRL_D)
        await keyboard.until("Bye.")
    assert room.desk.signals == [Said(text="done žlut", root=None), Said(text=text, root=None)]


async def test_a_terminal_that_only_writes_gets_no_escape_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    room = Room(noting("done one"))
    async with seat(room) as keyboard:
        keyboard.type(f"done one{ENTER}")
        shown = await keyboard.until("you>")
        keyboard.type(CTRL_D)
        shown += await keyboard.until("Bye.")
    assert "Noted." in shown
    assert "\x1b" not in shown


async def test_tab_completes_commands_arguments_their_values_and_buttons() -> None:
    typed = "quiz topic=Europe/Berlin"
    desk = Desk(registry=REGISTRY).on(typed, said(with_buttons("Ready?", "Start my 15 minutes")))
    room = Room(desk.on("1:g:Start my 15 minutes", said(card("Noted."))))
    async with seat(room) as keyboard:
        keyboard.type(f"/prep qu{TAB}")
        await keyboard.until("iz")
        keyboard.type(f"to{TAB}")
        await keyboard.until("pic=")
        keyboard.type(f"ber{TAB}")
        await keyboard.until("Bern")
        keyboard.type(TAB)
        await keyboard.until("Berlin")
        await keyboard.enter("", "Ready?")
        keyboard.type(f"[sta{TAB}")
        await keyboard.until("15")
        await keyboard.enter("", "Noted.")
        keyboard.type(CTRL_D)
    assert desk.signals == [Said(text=typed, root="prep"), Pressed(payload="1:g:Start my 15 minutes")]


async def test_ctrl_c_leaves_a_form_and_then_the_program() -> None:
    room = Room(Desk().on("settings", said(form(ask("zone")))))
    async with seat(room) as keyboard:
        keyboard.type(f"/prep settings{ENTER}")
        await keyboard.until("ZONE")
        keyboard.type(CTRL_C)
        await keyboard.until("You left the form. Nothing was sent.")
        await keyboard.until("you>")
        keyboard.type(CTRL_C)
        await keyboard.until("Bye.")


async def test_output_that_goes_elsewhere_is_plain_cards_alone() -> None:
    desk = (
        Desk().on("settings", said(form(ask("zone")))).on("today", said(with_buttons("Two tasks.", "Done")))
    )
    room, (ours, theirs) = Room(desk), pty.openpty()
    with os.fdopen(theirs, encoding="utf-8") as source:
        os.write(ours, f"/prep settings{ENTER}/cancel{ENTER}today{ENTER}quit{ENTER}".encode())
        async with asyncio.timeout(PATIENCE):
            await run(room.platform, room.services, None, source, room.out, interactive=True)
    os.close(ours)
    assert "  Form: Your settings\nEnter keeps" in room.printed
    assert "  Two tasks.\n  [Done]\nBye.\n" in room.printed
    assert "you>" not in room.printed


async def test_what_arrives_while_somebody_types_goes_above_their_line() -> None:
    room = Room(noting("half a line"))
    async with seat(room) as keyboard:
        keyboard.type("half a ")
        await keyboard.until("half")
        await room.platform.deliver(delivery("a", account_of(own_name()), card("It is time.")))
        await keyboard.until("It is time.")
        await keyboard.until("half a")
        await keyboard.enter("line", "Noted.")
        keyboard.type(CTRL_D)
    assert room.desk.signals == [Said(text="half a line", root=None)]


async def test_commands_are_recalled_the_next_time_and_nobodys_words_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "history"
    rooms = [Room(noting("quiz", "my own words", "quiz topic=mine")) for _ in range(2)]
    async with seat(rooms[0], path) as keyboard:
        for typed in ("/prep quiz", "my own words", "/prep quiz topic=mine", f"{UP}{UP}"):
            await keyboard.enter(typed, "Noted.")
        keyboard.type(CTRL_D)
    async with seat(rooms[1], path) as keyboard:
        await keyboard.enter(UP, "Noted.")
        keyboard.type(CTRL_D)
    assert rooms[0].desk.signals[-1] == Said(text="my own words", root=None)
    assert rooms[1].desk.signals == [Said(text="quiz", root="prep")]
    assert "mine" not in path.read_text("utf-8")
    assert "words" not in path.read_text("utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_history_that_cannot_be_written_costs_nothing_else(tmp_path: Path) -> None:
    room = Room(noting("quiz"))
    async with seat(room, tmp_path / "none" / "history") as keyboard:
        await keyboard.enter("/prep quiz", "Noted.")
        keyboard.type(CTRL_D)
    assert room.desk.signals == [Said(text="quiz", root="prep")]
