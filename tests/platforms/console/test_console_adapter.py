"""What the console promises as a platform: deliveries, receipts, files, memory."""

import asyncio
import stat
from pathlib import Path

import pytest

from bot.core.card import File, card
from bot.core.kinds import UPLOAD_LIMIT
from bot.core.values import channel_id
from bot.platforms.console.adapter import ConsolePlatform, read_file, save_file, take_file
from bot.platforms.console.render import PlainPage
from bot.platforms.console.story import StoryError
from bot.platforms.local import GENERAL, KEPT, SPACE, ChatMessage, History, Location, account_of
from bot.platforms.port import Busy, Platform, Receipt
from tests.platforms.console.desk import START, Room, delivery, with_buttons
from tests.platforms.door import said

ALICE = account_of("alice")


def attached(platform: ConsolePlatform | None = None) -> Room:
    room = Room(platform=platform)
    room.platform.attach(room.services, PlainPage(room.out))
    return room


async def test_the_console_is_a_platform_whose_deliveries_wait_while_nobody_looks() -> None:
    room = Room()
    platform: Platform = room.platform
    told: list[str] = []
    running = asyncio.create_task(platform.run(told.append))
    await asyncio.sleep(0)
    running.cancel()
    assert (platform.name, told) == ("console", ["Terminal"])
    assert await platform.here(ALICE) is True
    with pytest.raises(Busy):
        await platform.deliver(delivery("a", ALICE, card("Hi.")))
    await room.play("alice: hi")
    with pytest.raises(Busy):  # the terminal is closed: the next one shows it
        await platform.deliver(delivery("a", ALICE, card("Hi.")))
    assert "Hi." not in room.printed


async def test_a_delivery_is_printed_once_and_a_closed_dm_is_said_so() -> None:
    room = attached()
    group = channel_id(SPACE, "alice,bob")
    first = await room.platform.deliver(delivery("a", ALICE, card("For you.")))
    second = await room.platform.deliver(delivery("b", group, card("For two."), place="channel"))
    assert (first.outcome, second.outcome) == ("sent", "sent")
    assert first.ref != second.ref
    assert await room.platform.deliver(delivery("a", ALICE, card("For you."), again=True)) == first
    room.platform.closed.add(ALICE)
    assert await room.platform.deliver(delivery("c", ALICE, card("No."))) == Receipt(outcome="closed")
    await room.platform.deliver(delivery("d", GENERAL, card("Never seen."), place="channel", again=True))
    assert room.printed == (
        "@2026-11-24T08:00Z bot > alice (DM)\n  For you.\n"
        "@2026-11-24T08:00Z bot > alice, bob (group)\n  For two.\n"
        "@2026-11-24T08:00Z bot > #general\n  Never seen.\n"
    )


async def test_a_file_on_a_card_is_written_for_its_owner_alone_or_that_it_cannot_is_said(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "downloads"
    body = card("Yours.", File(name="../carol.zip", about="all I keep", data=b"one"))
    room = attached(ConsolePlatform(downloads=folder))
    for number in "ab":
        await room.platform.deliver(delivery(number, ALICE, body))
    assert (folder / "carol.zip").read_bytes() == b"one"
    assert sorted(path.name for path in folder.iterdir()) == ["carol-2.zip", "carol.zip"]
    assert stat.S_IMODE((folder / "carol.zip").stat().st_mode) == 0o600
    assert f"3 bytes: all I keep (saved as {folder / 'carol.zip'})\n" in room.printed
    room = attached(ConsolePlatform(downloads=folder / "carol.zip"))
    assert (await room.platform.deliver(delivery("a", ALICE, body))).outcome == "sent"
    assert f"(not saved: {folder / 'carol.zip'} can't be written)\n" in room.printed


@pytest.mark.parametrize("name", ["", "..", "\n", "a/.."])
def test_a_file_without_a_usable_name_gets_one(tmp_path: Path, name: str) -> None:
    assert save_file(tmp_path, name, b"x") == tmp_path / "file"


@pytest.mark.parametrize("written", ["file={}", 'file="{}"', 'file=@"{}"'])
def test_a_file_is_named_by_its_path_perhaps_in_quotes(tmp_path: Path, written: str) -> None:
    (tmp_path / "cv.pdf").write_bytes(b"%PDF")
    path = f"{tmp_path}/cv.pdf"
    text, upload = take_file("bullet " + written.format(path if "@" in written else "@" + path))
    assert (text, upload.data if upload else None) == ("bullet", b"%PDF")
    for other in ("ask what is file=x", "ask myfile=@x", 'bullet file=@"x'):
        assert take_file(other) == (other, None)


def test_a_file_that_is_missing_or_has_a_byte_too_many_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoryError, match=r"There is no file '/nowhere/cv\.pdf'\. Write file=@PATH"):
        take_file("bullet file=@/nowhere/cv.pdf")
    path = tmp_path / "cv.pdf"
    path.write_bytes(b"x" * UPLOAD_LIMIT)
    assert len(read_file(str(path)).data) == 10_000_000
    path.write_bytes(b"x" * (UPLOAD_LIMIT + 1))
    with pytest.raises(StoryError, match="has 10,000,001 bytes; I take 10,000,000 at most"):
        read_file(str(path))


def test_old_messages_are_forgotten_so_that_memory_does_not_grow() -> None:
    history = History()
    for n in range(KEPT + 5):
        shown = said(with_buttons("x", f"B{n}"))
        history.add(ChatMessage(at=START, location=Location(account=ALICE), answer=shown))
    labels = [button.label for button in history.buttons(ALICE)]
    assert labels == [f"B{n}" for n in reversed(range(5, KEPT + 5))]
