"""The console as a platform: people of one terminal, their DMs, and #general."""

import asyncio
import contextlib
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.core.card import Card, File, Form
from bot.core.ids import AccountId, ChannelId, account_id, channel_id, space_id
from bot.core.kinds import Upload
from bot.core.registry import root_word
from bot.core.reply import Answer, Inbound, PlainResponder, Pressed, Root, Said, Signal, Submitted
from bot.platforms.console.files import read_file, save_file
from bot.platforms.console.memory import Live, Memory, OpenForm, Shown, same_label
from bot.platforms.console.render import Message, Page, one_line, stamp
from bot.platforms.console.story import StoryError
from bot.platforms.location import Location, location_of
from bot.platforms.port import (
    Booked,
    Booking,
    Bounded,
    Busy,
    Delivery,
    PlatformServices,
    Receipt,
)

SPACE = space_id("console", "main")
GENERAL = channel_id(SPACE, "#general")
LISTED = 20
"""Labels that are named when somebody presses one that is not there."""
SENT = 10_000
"""Deliveries remembered, to answer whether one was sent before."""


def account_of(name: str) -> AccountId:
    """The account of a person of the terminal."""
    return account_id(SPACE, name)


class ConsolePlatform:
    """One terminal with any number of people.

    `organiser` is the one who organizes, else whoever acts first. `prefix` begins every event id: it must
    differ between two runs on the same store. Files that cards hand out are written to `downloads`.
    """

    name = "console"

    def __init__(
        self, *, organiser: str | None = None, prefix: str = "run", downloads: Path | None = None
    ) -> None:
        self.closed: set[AccountId] = set()
        """Whose DMs are closed."""
        self.memory = Memory()
        self._organiser = organiser
        self._prefix = prefix
        self._downloads = downloads
        self._events = itertools.count(1)
        self._sent: Bounded[str, str] = Bounded(SENT)
        self._seat: tuple[PlatformServices, Page] | None = None

    def attach(self, services: PlatformServices, page: Page) -> None:
        """From now on everything is printed on `page`."""
        self._seat = (services, page)

    def detach(self) -> None:
        """Nothing can be printed any more; deliveries wait."""
        self._seat = None

    async def run(self, ready: Callable[[str], None]) -> None:
        """There is nothing to connect: it works as soon as somebody looks at the terminal."""
        ready("Terminal")
        await asyncio.Event().wait()

    async def here(self, _: AccountId) -> bool | None:
        """Nobody leaves a terminal."""
        return True

    async def channel_problem(self, _: ChannelId) -> str | None:
        """A terminal takes everything."""
        return ""

    async def book(self, _: Booking) -> Booked:
        """People at a terminal call each other."""
        return Booked()

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Prints a message at once.

        Raises:
            Busy: nobody looks at the terminal yet.
        """
        if delivery.again and delivery.id in self._sent:
            return Receipt(ref=self._sent[delivery.id])
        if delivery.place == "dm" and delivery.to in self.closed:
            return Receipt(outcome="closed")
        if self._seat is None:
            raise Busy(1)
        shown = self.show(location_of(delivery, SPACE), delivery.answer)
        return Receipt(ref=self._note_sent(delivery.id, shown))

    def _note_sent(self, delivery: str, shown: Shown | None) -> str:
        self._sent[delivery] = str(shown.number) if shown else ""
        return self._sent[delivery]

    # what people do

    def meet(self, name: str) -> None:
        """Somebody says something; the first one organizes, unless that was settled before."""
        self._organiser = self._organiser or name

    async def say(
        self, name: str, text: str, root: Root | None, *, direct: bool, upload: Upload | None = None
    ) -> None:
        """Somebody types a command, in a DM or in #general."""
        place = Location(account_of(name), None if direct else GENERAL)
        await self._act(name, place, None, Said(text=text, root=root), upload)

    async def press(self, name: str, label: str, nth: int = 1) -> None:
        """Somebody presses the nth newest button of a label.

        Raises:
            StoryError: no card that this person can see has it.
        """
        account = account_of(name)
        button = self._find(account, name, label, nth)
        # The answer to a press in a channel is for this person alone, and one to a press in a DM stays there.
        place = Location(account, button.on.place.channel)
        await self._act(name, place, button.on, Pressed(payload=button.payload))

    async def fill(self, name: str, values: Mapping[str, str]) -> None:
        """Somebody submits the open form with some of its fields changed.

        Raises:
            StoryError: there is no form, it has no such field, or a file cannot be read.
        """
        account = account_of(name)
        opened = self.memory.form(account)
        if opened is None:
            raise StoryError(f"{name} has no form open. A command or a button opens one.")
        _check_fields(opened.form, values)
        filled, upload = _with_file(opened.form, values)
        self.memory.close(account)
        await self._act(
            name, opened.place, opened.on, Submitted(payload=opened.payload, values=filled), upload
        )

    def _find(self, account: AccountId, name: str, label: str, nth: int) -> Live:
        buttons = list(self.memory.buttons(account))
        literal = next((b for b in buttons if nth > 1 and same_label(f"{label} #{nth}", b.label)), None)
        found = [b for b in buttons if same_label(label, b.label)]
        if literal is not None or len(found) >= nth:
            return literal or found[nth - 1]
        if found:
            raise StoryError(f"{name} sees [{label}] only {_times(len(found))}, so there is no #{nth}.")
        labels = list(dict.fromkeys(f"[{b.label}]" for b in buttons))[:LISTED]
        can = f"{name} can press {', '.join(labels)}." if labels else f"{name} sees no button yet."
        raise StoryError(f"{name} sees no button [{label}]. {can}")

    async def _act(
        self, name: str, place: Location, pressed: Shown | None, signal: Signal, upload: Upload | None = None
    ) -> None:
        self.meet(name)
        services, _ = self._require_page()
        organiser = self._organiser == name
        inbound = Inbound(
            event=f"{self._prefix}-{next(self._events)}",
            account=account_of(name),
            name=name,
            channel=place.channel,
            signal=signal,
            organiser=organiser,
            upload=upload,
        )
        await services.door.handle(inbound, ConsoleResponder(self, place, pressed, organiser))

    def overhear(self, inbound: Inbound) -> "ConsoleResponder":
        """Prints what one of the same people did elsewhere; who answers prints the answer."""
        services, page = self._require_page()
        self.meet(inbound.name)
        pressed, did = None, "(a form)"
        match inbound.signal:
            case Said(text=text, root=root):
                did = f"/{root_word(root, services.word)} {text}" if root else text
            case Pressed(payload=payload):
                buttons = (b for b in self.memory.buttons(inbound.account) if b.payload == payload)
                if (button := next(buttons, None)) is not None:
                    pressed, did = button.on, f"[{button.label}]"
        page.note(f"{stamp(services.clock.now())} {inbound.name} > {one_line(did)}")
        place = Location(inbound.account, inbound.channel)
        return ConsoleResponder(self, place, pressed, bool(inbound.organiser), overheard=True)

    # what the bot says

    def show(self, place: Location, answer: Answer, old: Shown | None = None) -> Shown | None:
        """Prints an answer and remembers it; `old` is the card that it replaces. A form is no card."""
        services, page = self._require_page()
        message = Message(
            at=services.clock.now(),
            place=old.place if old else place,
            answer=answer,
            word=services.word,
            edited=old is not None,
            saved=self._save_files(answer.body),
        )
        page.show(message)
        if not isinstance(answer.body, Card):
            return None
        if old is not None:
            return self.memory.replace(old, answer.body, answer.payloads)
        return self.memory.show(place, answer.body, answer.payloads)

    def _require_page(self) -> tuple[PlatformServices, Page]:
        if self._seat is None:
            raise StoryError("The console is closed. Start it again.")
        return self._seat

    def _save_files(self, body: Card | Form) -> tuple[str, ...]:
        if self._downloads is None or not isinstance(body, Card):
            return ()
        folder = self._downloads
        return tuple(_save(folder, block) for block in body.blocks if isinstance(block, File))


@dataclass(slots=True)
class ConsoleResponder(PlainResponder):
    """Answers where somebody typed or pressed: to them alone, or to the channel."""

    platform: ConsolePlatform
    place: Location
    pressed: Shown | None
    organiser: bool
    overheard: bool = False
    """Whether somebody else answers: a form is filled in where it was asked for."""

    async def send(self, answer: Answer) -> None:
        place = self.place
        if answer.visible == "channel" and place.channel is not None:
            place = Location(channel=place.channel)
        if isinstance(answer.body, Form):
            self._open(answer.body, answer)
        else:
            self.platform.show(place, answer, self._old(answer))

    def _open(self, form: Form, answer: Answer) -> None:
        self.platform.show(self.place, answer)
        if self.place.account is not None and not self.overheard:
            opened = OpenForm(form, answer.payloads[0], self.place, self.pressed)
            self.platform.memory.open(self.place.account, opened)

    def _old(self, answer: Answer) -> Shown | None:
        """The card to replace: never one that others see by what one of them alone may see."""
        if not answer.replace or self.pressed is None:
            return None
        ours = self.pressed.place.private or answer.visible == "channel"
        return self.pressed if ours else None

    async def admin(self) -> bool:
        return self.organiser

    async def find_channel(self, named: str) -> ChannelId:
        """A terminal has whichever channel one names."""
        return channel_id(SPACE, named)


def _check_fields(form: Form, values: Mapping[str, str]) -> None:
    names = [ask.name for ask in form.asks]
    strange = next((name for name in values if name not in names), None)
    if strange is not None:
        raise StoryError(f"The form '{form.title}' has no field {strange}. It has {', '.join(names)}.")


def _with_file(form: Form, values: Mapping[str, str]) -> tuple[dict[str, str], Upload | None]:
    """All fields as a form sends them, those untouched with what stood in them; and the file of `@PATH`."""
    filled = {ask.name: values.get(ask.name, ask.value) for ask in form.asks}
    files = {a.name for a in form.asks if a.kind.wire == "attachment" and filled[a.name].startswith("@")}
    uploads = [read_file(filled.pop(name)[1:]) for name in sorted(files)]
    return filled, uploads[0] if uploads else None


def _save(folder: Path, block: File) -> str:
    with contextlib.suppress(OSError):
        return f" (saved as {save_file(folder, block.name, block.data)})"
    return f" (not saved: {folder} cannot be written)"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
