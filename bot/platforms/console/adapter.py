"""The console as a platform: people of one terminal, their DMs, and #general."""

import contextlib
import re
from collections.abc import AsyncIterator, Iterable, Mapping
from pathlib import Path

from bot.core.card import Card, File, Form
from bot.core.kinds import UPLOAD_LIMIT, Upload
from bot.core.reply import Answer, Pressed, Root, Said, Submitted
from bot.core.text import echo as echo_text
from bot.platforms.console.render import Page, one_line, stamp
from bot.platforms.console.story import (
    Advance,
    AsOf,
    Fills,
    Presses,
    SaysCommand,
    Step,
    StoryError,
    in_range,
    parse_line,
    read_lines,
)
from bot.platforms.local import GENERAL, LiveButton, LocalSpace, Location, account_of
from bot.platforms.port import Clockwork, PlatformServices
from bot.platforms.scenes import Exhibit
from bot.store.data_dir import make_private


class ConsolePlatform(LocalSpace):
    """The space of one terminal. Files that cards hand out are written to `downloads`."""

    def __init__(
        self, *, organiser: str | None = None, prefix: str = "run", downloads: Path | None = None
    ) -> None:
        super().__init__(organiser=organiser, prefix=prefix)
        self._downloads = downloads
        self._page: Page | None = None
        self._begun = False

    def attach(
        self, services: PlatformServices, page: Page | None, clockwork: Clockwork | None = None
    ) -> None:
        """From now on everything is printed on `page`; None: nobody reads it."""
        self.services, self._page, self.clockwork, self.is_shown = services, page, clockwork, True
        self._begun = False

    def detach(self) -> None:
        """Nothing can be printed anymore; deliveries wait."""
        self._page, self.is_shown = None, False

    async def say(
        self, name: str, text: str, root: Root | None, *, direct: bool, upload: Upload | None = None
    ) -> None:
        """Somebody types a command, in a DM or in #general."""
        location = Location(account_of(name), None if direct else GENERAL)
        await self.act(location, Said(text=text, root=root), self.forms, upload=upload)

    async def press(self, name: str, label: str, nth: int = 1) -> None:
        """Somebody presses the nth newest button of a label.

        Raises:
            StoryError: no card that this person can see has it.
        """
        button = self._find(name, label, nth)
        # The answer to a press in a channel is for this person alone, and one to a press in a DM stays there.
        location = Location(account_of(name), button.on.location.channel)
        await self.act(location, Pressed(payload=button.payload), self.forms, on=button.on)

    async def fill(self, name: str, values: Mapping[str, str]) -> None:
        """Somebody submits the open form with some of its fields changed.

        Raises:
            StoryError: there is no form, it has no such field, or a file cannot be read.
        """
        opened = self.forms.get(account_of(name))
        if opened is None:
            raise StoryError(f"{name} has no form open. A command or a button opens one.")
        filled, upload = _read_fields(opened.form, values)
        del self.forms[account_of(name)]
        signal = Submitted(payload=opened.payload, values=filled)
        await self.act(opened.location, signal, self.forms, upload=upload, on=opened.on)

    def _find(self, name: str, label: str, nth: int) -> LiveButton:
        buttons = list(self.history.buttons(account_of(name)))
        literal = next((b for b in buttons if nth > 1 and _plain(f"{label} #{nth}") == _plain(b.label)), None)
        found = [b for b in buttons if _plain(label) == _plain(b.label)]
        if literal is not None or len(found) >= nth:
            return literal or found[nth - 1]
        if found:
            times = {1: "once", 2: "twice"}.get(len(found), f"{len(found)} times")
            raise StoryError(f"{name} sees [{label}] only {times}, so there's no #{nth}.")
        labels = list(dict.fromkeys(f"[{b.label}]" for b in buttons))[:20]
        can = f"{name} can press {', '.join(labels)}." if labels else f"{name} sees no button yet."
        raise StoryError(f"{name} sees no button [{label}]. {can}")

    # stories

    async def play_all(
        self, lines: AsyncIterator[str] | Iterable[str], echo: Page | None = None
    ) -> list[str]:
        """Plays the lines of a story; answers which steps could not be done, and prints them on `echo` as well."""
        troubles, number = [], 0
        async for line in read_lines(lines):
            number += 1
            try:
                if (step := parse_line(line, self.services.word)) is not None:
                    await self.play(step, echo)
            except StoryError as error:
                troubles.append(error.at(number))
                if echo is not None:
                    echo.note(error.at(number))
        await self.drain()
        return troubles

    async def play(self, step: Step, echo: Page | None = None) -> None:
        """Does one step, and everything that is due after it; what somebody does is printed on `echo`.

        Raises:
            StoryError: it cannot be done.
        """
        first, self._begun = not self._begun, True
        if not isinstance(step, (Advance, AsOf)):
            self.meet(step.name)
            if echo is not None:
                where = " (DM)" if isinstance(step, SaysCommand) and step.direct else ""
                echo.note(f"{stamp(self.now)} {step.name}{where} > {one_line(step.shown)}".rstrip())
        match step:
            case SaysCommand(name=name, root=root, direct=direct):
                text, upload = take_file(step.text)
                await self.say(name, text, root, direct=direct, upload=upload)
            case Presses(name=name, label=label, nth=nth):
                await self.press(name, label, nth)
            case Fills(name=name, values=values):
                await self.fill(name, dict(values))
            case Advance(delta=delta):
                await self._require_clockwork("@advance").advance(in_range(self.now + delta))
            case AsOf(instant=instant):
                clockwork = self._require_clockwork("@as-of")
                if instant < self.now and not first:
                    now = stamp(self.now)[1:]
                    raise StoryError(
                        f"It is {now} already, and the clock only goes forward. Use a later instant."
                    )
                try:
                    await clockwork.leap(instant)
                except ValueError as error:
                    raise StoryError(f"The clock can't go back to {stamp(instant)[1:]}: {error}.") from None
        await self.drain()

    def _require_clockwork(self, what: str) -> Clockwork:
        if self.clockwork is None:
            raise StoryError(f"{echo_text(what)} needs simulated time. Start the console with --simulate.")
        return self.clockwork

    # what is printed

    def echo_answer(self, location: Location, answer: Answer, *, edited: bool = False) -> None:
        if self._page is not None:
            blocks = answer.body.blocks if isinstance(answer.body, Card) and self._downloads else ()
            saved = tuple(self._save(block) for block in blocks if isinstance(block, File))
            self._page.show(Exhibit(self.now, location, answer, self.services.word, edited, saved))

    def echo_act(self, name: str, did: str) -> None:
        if self._page is not None:
            self._page.note(f"{stamp(self.now)} {name} > {one_line(did)}")

    def _save(self, file: File) -> str:
        folder = self._downloads or Path()
        with contextlib.suppress(OSError):
            return f" (saved as {save_file(folder, file.name, file.data)})"
        return f" (not saved: {folder} can't be written)"


def _read_fields(form: Form, values: Mapping[str, str]) -> tuple[dict[str, str], Upload | None]:
    """All fields as a form sends them, those untouched with what stood in them; and the file of `@PATH`."""
    names = [ask.name for ask in form.asks]
    strange = next((name for name in values if name not in names), None)
    if strange is not None:
        raise StoryError(f"The form '{form.title}' has no field {strange}. It has {', '.join(names)}.")
    filled = {ask.name: values.get(ask.name, ask.value) for ask in form.asks}
    files = {a.name for a in form.asks if a.kind.wire == "attachment" and filled[a.name].startswith("@")}
    uploads = [read_file(filled.pop(name)[1:]) for name in sorted(files)]
    return filled, uploads[0] if uploads else None


def _plain(label: str) -> str:
    """A label as it's compared: blanks, capitals and the kind of apostrophe don't matter."""
    return " ".join(label.casefold().replace("’", "'").split())


# files that come in with `file=@PATH`, and files that cards hand out

_TOKEN = re.compile(r'(?:^|(?<=\s))file=(?:"@([^"]+)"|@"([^"]+)"|@([^\s"]+))(?=\s|$)')


def take_file(text: str) -> tuple[str, Upload | None]:
    """A command without its `file=@PATH`, and the file that it named.

    Raises:
        StoryError: the file is not there, cannot be read, or is too large.
    """
    match = _TOKEN.search(text)
    if match is None:
        return text, None
    upload = read_file(match[match.lastindex or 0])
    return f"{text[: match.start()]}{text[match.end() :]}".strip(), upload


def read_file(path: str) -> Upload:
    """A file as a member hands it over, in memory.

    Raises:
        StoryError: the file is not there, cannot be read, or is too large.
    """
    place = Path(path).expanduser()
    if not place.is_file():
        raise StoryError(
            f"There is no file {echo_text(path)}. Write file=@PATH, from the folder where I was started."
        )
    if (found := place.stat().st_size) > UPLOAD_LIMIT:
        raise StoryError(f"{echo_text(path)} has {found:,} bytes; I take {UPLOAD_LIMIT:,} at most.")
    try:
        return Upload(name=place.name, data=place.read_bytes())
    except OSError as error:
        raise StoryError(f"{echo_text(path)} can't be read: {error.strerror}.") from None


def save_file(folder: Path, name: str, data: bytes) -> Path:
    """Writes a file that only its owner may read, under a name that is still free; returns its path.

    Raises:
        OSError: the folder cannot be written.
    """
    make_private(folder)
    bare = Path("".join(c for c in name if c.isprintable())[-100:]).name
    whole = Path(bare if bare.strip(". ") else "file")
    path, count = folder / whole, 1
    while True:
        try:
            path.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            count += 1
            path = folder / f"{whole.stem}-{count}{whole.suffix}"
        else:
            path.write_bytes(data)
            return path
