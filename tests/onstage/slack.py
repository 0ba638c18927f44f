"""A group on a loopback Slack, before the whole bot."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.app import App
from bot.core.card import Form
from bot.core.kinds import Upload
from bot.core.registry import take_apart
from bot.core.values import ChannelId, SpaceId, account_id, channel_id, space_id
from bot.core.wall_time import ManualClock
from bot.platforms.port import PlatformServices
from bot.platforms.slack.adapter import SlackPlatform
from bot.platforms.slack.modal import CALLBACK, Kept, kept_in
from bot.platforms.slack.render import pack, unpack
from bot.platforms.slack.settings import SlackOptions
from tests.onstage.cast import AGAIN, Numbered, Player, Sent, Troupe, Witness
from tests.onstage.shown import Displayed, form_shown, refused
from tests.platforms.slack import payloads
from tests.platforms.slack.loopback import APP_TOKEN, Loopback
from tests.platforms.slack.member import Member
from tests.platforms.slack.mrkdwn import initial
from tests.platforms.slack.slackdesk import Later
from tests.platforms.slack.state import Json, Message, Team, View
from tests.platforms.slack.transports import InProcess
from tests.platforms.slack.views import new_view
from tests.platforms.slack.workspace import Workspace
from tests.seen import Seen
from tests.world import START, app_in


class SlackHall:
    """Slack itself: it is still there when the bot starts again."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.server = Loopback(clock)
        self.space = Workspace(self.server, Later())
        self.people: dict[str, Member] = {}

    @property
    def team(self) -> Team:
        return self.space.team

    def member(self, name: str, *, admin: bool) -> Member:
        if name not in self.people:
            self.people[name] = self.space.person(name, admin=admin)
        return self.people[name]


class SlackPlayer(Player):
    """A member of the workspace, with a screen."""

    def __init__(self, world: "SlackWorld", member: Member, *, organiser: bool) -> None:
        self.member, self._hall, self._team = member, world.hall, world.hall.team
        account = account_id(world.space, member.user.id)
        super().__init__(world, member.user.name, account, organiser=organiser)

    async def _typed(self, text: str, *, dm: bool, upload: Upload | None) -> Displayed:
        before = self._team.turn
        if upload is not None:
            await self.member.upload(upload.name, upload.data, text.removeprefix("/prep").strip())
        elif text.startswith("/"):
            await self.member.slash(text, channel=None if dm else "general")
        else:
            await self.member.dm(text)
        return await self._opened(self._answer(before, text))

    async def _pressed(self, label: str, card: Displayed | None, nth: int) -> Displayed:
        before = self._team.turn
        if card is None:
            await self.member.press(label, nth=nth)
        elif self._stands(label, card):
            await self.member.press(label, on=card.seen)
        else:
            await self._forge(card.payload(label), card.seen.ref)
        return await self._opened(self._answer(before, f"[{label}]"))

    async def _opened(self, shown: Displayed) -> Displayed:
        """A form that Slack could not show at once is opened by its button, as people would."""
        again = next((b for b in shown.labels if b.startswith(AGAIN)), None)
        if again is None:
            return shown
        before = self._team.turn
        await self.member.press(again, on=shown.seen)
        opened = self._answer(before, f"[{again}]")
        return opened.with_problems(refused(shown.seen.lines))

    def _stands(self, label: str, card: Displayed) -> bool:
        """Whether the card is on this person's screen as it was then."""
        ref, payload = card.seen.ref, pack(card.payload(label))
        return any(
            s.ref == ref and label in s.labels and s.payload(label) == payload for s in self.member.seen
        )

    async def _filled(self, values: dict[str, str]) -> Displayed:
        before, view = self._team.turn, self.member.modal
        assert view is not None, f"{self.name} has no form open"
        problems = await self.member.fill(**values)
        if problems:
            return self._form(view)
        return self._answer(before, "a form")

    async def forge(self, payload: str) -> Displayed | None:
        before = self._team.turn
        await self._forge(payload, "")
        return self._appeared(before)

    async def _forge(self, payload: str, ref: str) -> None:
        message = self._message(ref)
        place = self._team.conversations[message.channel]
        element = {"type": "button", "action_id": "press-0-0", "value": pack(payload)}
        hook = (
            f"{self._hall.server.root}/hooks/{self._team.hook(self.member.user.id, place.id, message.ts).id}"
        )
        pressed = payloads.press(self._team, self.member.user, message, {"block_id": "forged"}, element, hook)
        await self._hall.space.send("interactive", pressed)

    def _message(self, ref: str) -> Message:
        """The message at `ref` if it was said where this person is, else any that they see."""
        channel, _, ts = ref.partition(":")
        found = self._team.find(channel, ts)
        if found and self.member.user.id in self._team.conversations[channel].members:
            return found
        seen = list(self._team.visible(self.member.user.id))
        if seen:
            return seen[-1]
        general = self._hall.space.channel("general")
        return self._team.post(general.id, self._team.bot.id, "Hello", only_for=self.member.user.id)

    async def forge_form(self, payload: str, values: dict[str, str]) -> Displayed | None:
        before = self._team.turn
        parts = take_apart(payload)
        kept = Kept(
            payload=payload,
            path=parts.path if parts and not parts.token else "",
            channel=self._hall.space.channel("general").id,
            hook=f"{self._hall.server.root}/hooks/"
            + self._team.hook(self.member.user.id, self._hall.space.channel("general").id).id,
        )
        body: Json = {
            "type": "modal",
            "callback_id": CALLBACK,
            "title": {"type": "plain_text", "text": "A form"},
            "private_metadata": kept.model_dump_json(exclude_defaults=True),
            "blocks": [],
        }
        view = new_view(self._team, self.member.user.id, body)
        view.open = False
        given = {name: {name: {"type": "plain_text_input", "value": v}} for name, v in values.items()}
        sent = payloads.submission(self._team, self.member.user, view, given)
        ack = await self._hall.space.send("interactive", sent)
        if ack.payload.get("response_action") == "errors":
            problems = {str(k): str(v) for k, v in ack.payload["errors"].items()}
            asked = form_shown("A form", kept.path, values, labels={}, problems=problems)
            seen = Seen(at=self._hall.clock.now(), where="caller", lines=list(problems.values()))
            return Displayed.of(seen, asked)
        return self._appeared(before)

    def close_dms(self) -> None:
        self.member.user.refuses = "messages_tab_disabled"

    def open_dms(self) -> None:
        self.member.user.refuses = ""

    def _answer(self, before: int, what: str) -> Displayed:
        found = self._appeared(before)
        assert found is not None, f"{self.name} was shown nothing for {what}"
        return found

    def _appeared(self, before: int) -> Displayed | None:
        """What has appeared or changed since."""
        view = self.member.modal
        if view is not None and view.turn > before:
            return self._form(view)
        new = [m for m in self._team.visible(self.member.user.id) if m.turn > before]
        homes = [v for v in self._team.views.values() if v.user == self.member.user.id and v.turn > before]
        if not new and homes:
            return Displayed.of(next(s for s in self.member.seen if s.ref == homes[-1].id))
        return together(self._hall.space, new) if new else None

    def _form(self, view: View) -> Displayed:
        kept, seen = kept_in(view.body), self._hall.space.view_of(view)
        sends = [kept.payload] if kept else []
        return Displayed.of(replace(seen, payloads=[*sends, *seen.payloads]), form_on(view))


def together(space: Workspace, messages: list[Message]) -> Displayed:
    """Messages that came at once as one: the last that has words and buttons, with the files of all."""
    spoken = [m for m in messages if m.blocks] or messages
    seen = space.message_of(spoken[-1])
    files = [space.team.files[name] for m in messages for name in m.files]
    handed = [(f.name, f.data or b"") for f in files]
    return Displayed.of(replace(seen, payloads=[unpack(p) for p in seen.payloads], files=handed))


def form_on(view: View) -> Form:
    """The form of a modal, what is wrong with its fields included."""
    kept = kept_in(view.body)
    title, notes = view.body["title"]["text"], list[str]()
    fields, labels, problems = dict[str, str](), dict[str, str](), dict[str, str](view.problems)
    above = list[str]()
    for block in view.body["blocks"]:
        if block["type"] == "section":
            above.append(block["text"]["text"])
            continue
        name, label = block["element"]["action_id"], block["label"]["text"]
        labels[name], fields[name] = label, initial(block["element"])
        wrong = next((a for a in above if a.startswith(f"{label}: ")), None)
        if wrong is not None:
            problems.setdefault(name, wrong.removeprefix(f"{label}: "))
        notes += [a for a in above if a != wrong]
        above = []
    if title.endswith("…") and notes:
        title = notes.pop(0)
    path = kept.path if kept else ""
    return form_shown(title, path, fields, labels=labels, problems=problems, note=" ".join(notes))


class SlackWorld(Troupe):
    """One workspace with #general; people do things in it and the real bot answers."""

    def __init__(
        self, app: App, clock: ManualClock, witness: Witness, door: Numbered, hall: SlackHall
    ) -> None:
        super().__init__(app, clock, witness, door)
        self.hall = hall

    @property
    def space(self) -> SpaceId:
        return space_id("slack", self.hall.team.id)

    @property
    def room(self) -> ChannelId:
        return channel_id(self.space, self.hall.space.channel("general").id)

    def player(self, name: str, *, organiser: bool) -> SlackPlayer:
        return SlackPlayer(self, self.hall.member(name, admin=organiser), organiser=organiser)

    def displayed(self, sent: Sent) -> Displayed:
        channel, _, ts = sent.ref.partition(":")
        inside = [m for m in self.hall.team.messages if m.channel == channel]
        own = next(m for m in inside if m.ts == ts)
        beside = [m for m in inside if sent.before < m.turn <= sent.after and m.files and m is not own]
        return together(self.hall.space, [*beside, own])


@asynccontextmanager
async def slack_world(
    folder: Path, halls: dict[Path, SlackHall], *, at: dt.datetime = START, **more: Any
) -> AsyncIterator[SlackWorld]:
    """A world on Slack; with the same `folder` it is the same workspace, before a bot that started again."""
    hall = halls.setdefault(folder, SlackHall(ManualClock(at)))
    clock = hall.clock
    clock.rebase(at)
    await hall.server.start()
    made: list[tuple[Witness, Numbered]] = []

    def platform(house: PlatformServices) -> Witness:
        options = SlackOptions(hall.team.token, app_token=APP_TOKEN, api_url=hall.server.url)
        door = Numbered(house.door)
        slack = SlackPlatform(replace(house, door=door), options, patient=0)
        made.append((Witness(slack, lambda: hall.team.turn, clock), door))
        return made[0][0]

    try:
        async with app_in(folder, {"slack": platform}, clock, **more) as app:
            witness, door = made[0]
            slack = witness.platform
            assert isinstance(slack, SlackPlatform)
            hall.space.transport, hall.space.settle = InProcess(slack.app), slack.intake.idle
            async with slack.open_web():
                yield SlackWorld(app, clock, witness, door, hall)
                await slack.intake.idle()
    finally:
        await hall.server.stop()
    assert hall.server.complaints == [], "\n".join(hall.server.complaints)
