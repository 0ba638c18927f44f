"""A group on a loopback Discord, before the whole bot."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from simcord import BackendError
from simcord.backend.errors import SetupError
from simcord.components import walk_components

from bot.app import App
from bot.core.command import Access
from bot.core.errors import Refusal
from bot.core.kinds import Upload
from bot.core.registry import parse_text
from bot.core.reply import Chosen, Root
from bot.core.values import EVERYWHERE, Call, ChannelId, SpaceId, account_id, channel_id, space_id
from bot.core.wall_time import ManualClock
from bot.platforms.discord.adapter import DiscordPlatform
from bot.platforms.discord.modal import read_custom_id
from bot.platforms.port import PlatformServices
from tests.onstage.cast import AGAIN, Numbered, Player, Sent, Troupe, Witness
from tests.onstage.shown import Displayed, about, form_shown, refused
from tests.platforms.discord.guild import Guild
from tests.platforms.discord.loopback import Loopback, opened
from tests.platforms.discord.markdown import read
from tests.platforms.discord.options import options_of
from tests.platforms.discord.person import Person, Silence
from tests.platforms.discord.process import options, serving
from tests.platforms.door import Key
from tests.seen import Seen
from tests.world import START, app_in

PRESS, SUBMIT = 3, 5
_NOTE = 10
_NO_PROBLEM = ("Such as ", "What is kept has ")
_ON = "Next page"


class DiscordHall:
    """Discord itself: it is still there when the bot starts again."""

    def __init__(self) -> None:
        self.clock = ManualClock(START)
        self.api = Loopback(self.clock.now)
        self.guild: Guild | None = None
        self.people: dict[str, Person] = {}

    def person(self, name: str, *, manage: bool) -> Person:
        assert self.guild is not None
        if name not in self.people:
            self.people[name] = self.guild.person(name, manage=manage)
        return self.people[name]


def _opened_to_all(api: Loopback) -> Guild:
    """A server that shows organizers' commands to everybody, as a server may: the bot asks once more."""
    guild = Guild(api)
    for command in api.commands:
        api.state.set_command_permissions(
            guild.id, int(command["id"]), [{"id": str(guild.id), "type": 1, "permission": True}]
        )
    return guild


class DiscordPlayer(Player):
    """Somebody in the server, with a screen."""

    def __init__(self, world: "DiscordWorld", someone: Person, *, organiser: bool) -> None:
        self.someone = someone
        self._api = world.api
        self._later: dict[str, str] = {}
        """What they mean to write on pages of a form that they have not seen yet."""
        account = account_id(space_id("discord", EVERYWHERE), str(someone.id))
        super().__init__(world, someone.name, account, organiser=organiser)

    async def _typed(self, text: str, *, dm: bool, upload: Upload | None) -> Displayed:
        files = {} if upload is None else {"file": (upload.name, upload.data)}
        call = self._meant(text) if text.startswith("/") else None
        named = call and self._troupe.app.registry.find(call.path)
        if call and named and named.kind == "press":
            # no command of Discord's names it: the terminal and Slack take its path typed, here it's on buttons alone
            shown = await self._forged(Chosen(call=call))
            assert shown is not None, f"{self.name} was shown nothing for {text}"
            return shown
        if call is not None:
            root = "prep-admin" if text.startswith("/prep-admin") else "prep"
            path = f"{root} {call.path.removeprefix('admin.').replace('.', ' ')}"
            try:
                options = options_of(self._api.commands, path, call.values, self.someone.listed)
            except SetupError:
                pass  # no such command, or value: then it can still be typed in the DM
            else:
                where = None if dm else "general"
                return await self._whole(await self.someone.choose(path, options | files, channel=where))
        words = text.removeprefix("/prep-").removeprefix("/prep")
        return await self._whole(await self.someone.dm(words, *files.values()))

    def _meant(self, text: str) -> Call | None:
        """What is typed after a slash, if it names a Call."""
        root: Root = "admin" if text.startswith("/prep-admin") else "prep"
        said = text.removeprefix("/prep-admin" if root == "admin" else "/prep")
        try:
            call = parse_text(self._troupe.app.registry, root, said, Access.ORGANISER)
        except Refusal:
            return None
        dotted = "." in said.strip().partition(" ")[0]
        return call if dotted else self._as_option(call)

    def _as_option(self, call: Call) -> Call:
        """A second word that isn't a command of its own (tradeoff saved) goes where the command takes any text."""
        above, _, word = call.path.rpartition(".")
        named, parent = (self._troupe.app.registry.find(path) for path in (call.path, above))
        taker = next((p.name for p in parent.parameters if p.rest), None) if parent else None
        if taker is None or call.values or (named is not None and named.kind == "command"):
            return call
        return Call(path=above, values={taker: word})

    async def _pressed(self, label: str, card: Displayed | None, nth: int) -> Displayed:
        if card is None:
            return await self._whole(await self.someone.press(label, nth=nth))
        if self._stands(label, card):
            return await self._whole(await self.someone.press(label, on=card.seen))
        pressed = {"custom_id": card.payload(label), "component_type": 2}
        shown = await self._forge(PRESS, pressed, card.seen.ref)
        assert shown is not None, f"{self.name} was shown nothing for [{label}]"
        return shown

    def _stands(self, label: str, card: Displayed) -> bool:
        """Whether the card is on this person's screen as it was then."""
        try:
            message = self.someone.message_of(card.seen.ref)
        except BackendError:
            return False
        inside = [part.get("custom_id") for part in walk_components(message.components)]
        channel = self._api.state.channels.get(message.channel_id)
        sees = self.someone.is_for_me(message) and self.someone.reads(channel)
        return sees and card.payload(label) in inside

    async def _filled(self, values: dict[str, str]) -> Displayed:
        """Fills in page after page; what a page does not have waits for the next one."""
        left, self._later = self._later | values, {}
        while True:
            assert self.someone.open_form is not None, f"{self.name} has no form open"
            fields = self.someone.open_form[1].fields
            page = {n: left.pop(n) for n in fields if n in left}
            shown = await self.someone.fill(**page)
            onward = next((b for b in shown.labels if b.startswith(_ON)), None)
            if onward is None:
                self._later = left if any(b.startswith(AGAIN) for b in shown.labels) else {}
                assert left == self._later, f"no page of the form has {sorted(left)}"
                return await self._whole(shown)
            await self.someone.press(onward, on=shown)

    async def _whole(self, shown: Seen) -> Displayed:
        """A form that Discord could not show at once is opened by its button, as people would."""
        if shown.title:
            return self.open_form([])
        again = next((b for b in shown.labels if b.startswith(AGAIN)), None)
        if again is None:
            return Displayed.of(shown)
        await self.someone.press(again, on=shown)
        return self.open_form(refused(shown.lines))

    def open_form(self, said: list[str]) -> Displayed:
        """The open modal; `said` are the sentences on the card that led to it."""
        assert self.someone.open_form is not None
        result, seen = self.someone.open_form
        modal = result.modal or {}
        parts = {p["component"]["custom_id"].rstrip("~"): p for p in modal["components"] if "component" in p}
        fields = {name.rstrip("~"): value for name, value in seen.fields.items()}
        payload = read_custom_id(modal["custom_id"])[1]
        words = payload.split(":")
        form = form_shown(
            modal["title"].partition(" (")[0],
            words[2].lstrip("?") if len(words) > 2 else "",
            fields,
            labels={name: part.get("label", "") for name, part in parts.items()},
            problems=about(said, fields) | _marked(parts),
            note=" ".join(read(p["content"]) for p in modal["components"] if p.get("type") == _NOTE),
        )
        return Displayed.of(replace(seen, payloads=[payload]), form)

    async def forge(self, payload: str) -> Displayed | None:
        return await self._forge(PRESS, {"custom_id": payload, "component_type": 2})

    async def forge_form(self, payload: str, values: dict[str, str]) -> Displayed | None:
        fields = [
            {"type": 18, "component": {"type": 4, "custom_id": name, "value": value}}
            for name, value in values.items()
        ]
        return await self._forge(SUBMIT, {"custom_id": f"0|{payload}", "components": fields})

    async def _forge(self, kind: int, data: dict[str, Any], ref: str = "") -> Displayed | None:
        try:
            return await self._whole(await self.someone.forge(kind, data, ref))
        except Silence:
            return None

    def close_dms(self) -> None:
        self.someone.close_dms()

    def open_dms(self) -> None:
        self.someone.open_dms()


def _marked(parts: dict[str, dict[str, Any]]) -> dict[str, str]:
    """What stands below the fields that isn't an example."""
    below = {name: part.get("description", "").partition(" Such as ")[0] for name, part in parts.items()}
    return {name: text for name, text in below.items() if text and not text.startswith(_NO_PROBLEM)}


class DiscordWorld(Troupe):
    """One server with #general; people do things in it and the real bot answers."""

    def __init__(
        self, app: App, clock: ManualClock, witness: Witness, door: Numbered, hall: DiscordHall
    ) -> None:
        super().__init__(app, clock, witness, door)
        assert hall.guild is not None
        self.hall, self.api, self.guild = hall, hall.api, hall.guild

    @property
    def space(self) -> SpaceId:
        return space_id("discord", str(self.guild.id))

    @property
    def room(self) -> ChannelId:
        return channel_id(self.space, str(self.guild.channel("general").id))

    def player(self, name: str, *, organiser: bool) -> DiscordPlayer:
        return DiscordPlayer(self, self.hall.person(name, manage=organiser), organiser=organiser)

    def displayed(self, sent: Sent) -> Displayed:
        message = next(
            inside[int(sent.ref)] for inside in self.api.state.messages.values() if int(sent.ref) in inside
        )
        eyes = next(iter(self.hall.people.values()))
        return Displayed.of(replace(eyes.seen_of(message), at=sent.at))


@asynccontextmanager
async def discord_world(
    folder: Path, halls: dict[Path, DiscordHall], *, at: dt.datetime = START, **more: Any
) -> AsyncIterator[DiscordWorld]:
    """A world on Discord; with the same `folder` it is the same server, before a bot that started again."""
    hall = halls.setdefault(folder, DiscordHall())
    clock = hall.clock
    clock.rebase(at)
    made: list[tuple[Witness, Numbered]] = []

    def platform(house: PlatformServices) -> Witness:
        door = Numbered(house.door)
        given = replace(house, door=door, lease=lambda _: Key())  # the store's draws from the world's chance
        real = DiscordPlatform(given, replace(options(hall.api), burst=10_000))
        made.append((Witness(real, lambda: hall.api.state.change, clock), door))
        return made[0][0]

    async with opened(hall.api), app_in(folder, {"discord": platform}, clock, **more) as app:
        witness, door = made[0]
        async with serving(witness.platform, hall.api):
            hall.guild = hall.guild or _opened_to_all(hall.api)
            await hall.api.settle()
            yield DiscordWorld(app, clock, witness, door, hall)
