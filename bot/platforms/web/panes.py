"""What a browser is shown of a place: who looks at it, its messages as a platform would draw them, its fields."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from bot.core.card import Ask, plain
from bot.core.layout import Look, write_part
from bot.core.values import AccountId, ChannelId, channel_id, name_in
from bot.core.wall_time import local
from bot.platforms.html import render
from bot.platforms.local import GENERAL, SPACE, ChatMessage, Location, OpenForm, account_of
from bot.platforms.scenes import Exhibit, Scene
from bot.platforms.spec import looks
from bot.platforms.web.space import WebSpace

TEMPLATES = "platforms/web/templates"
SHOWN, MORE = 60, 500
"""Messages that a pane shows at first, and with each look further back."""


@dataclass(frozen=True, slots=True)
class Pane:
    """One place as one person sees it: `alice` is her DM, `alice@#general` the channel before her eyes."""

    account: AccountId
    channel: ChannelId | None

    @classmethod
    def of(cls, space: WebSpace, key: str) -> "Pane | None":
        """The pane that an address names; None: nobody here has it."""
        name, _, channel = key.partition("@")
        account = account_of(name)
        if account not in space.history.people:
            return None
        found = channel_id(SPACE, channel) if channel else None
        if found is not None and not Location(channel=found).is_open_to(account):
            return None
        return cls(account, found)

    @property
    def name(self) -> str:
        return name_in(self.account)

    @property
    def key(self) -> str:
        return f"{self.name}@{name_in(self.channel)}" if self.channel else self.name

    @property
    def title(self) -> str:
        if self.channel is None:
            return f"{self.name}'s DM with Loopmate"
        return name_in(self.channel).replace(",", ", ")


class View:
    """Draws the platform's history for a browser, as the platform `look` would show it."""

    def __init__(self, space: WebSpace, look: str) -> None:
        self._space = space
        self._history = space.history
        self.look = look if look in looks() else next(iter(looks()))

    def page(self, keys: Iterable[str]) -> str:
        found = (Pane.of(self._space, key) for key in keys)
        panes = list(dict.fromkeys(pane for pane in found if pane))
        if not panes and (first := next(iter(self._history.people), None)):
            panes = [Pane(first, GENERAL), Pane(first, None)]
        return render(
            f"{TEMPLATES}/page",
            view=self,
            panes=panes,
            people=self._people(panes),
            looks={name: title for name, (title, _) in looks().items()},
            visitor=self._space.visitor,
            word=self._space.services.word,
            version=self._history.version,
            clock=self.clock(panes[0].account if panes else None),
            moves=self._space.local.clockwork is not None,
            demo=self._space.open_demo is not None,
            address=self.address,
        )

    def _people(self, panes: list[Pane]) -> list[Mapping[str, Any]]:
        """Everybody with their panes, for the list next to the page."""
        return [
            {
                "name": name_in(account),
                "panes": [
                    Pane(account, GENERAL),
                    Pane(account, None),
                    *(Pane(account, location.channel) for location in self._history.group_dms(account)),
                ],
                "current": any(pane.account == account for pane in panes),
            }
            for account in self._history.people
        ]

    def address(self, panes: Iterable[Pane], look: str = "") -> str:
        """The address of the page with these panes."""
        return "/?" + urlencode([("look", look or self.look), *(("pane", pane.key) for pane in panes)])

    def zone(self, account: AccountId | None) -> str:
        """The zone in which a person was last told something."""
        seen = reversed(self._history.seen(account, None)) if account else ()
        return next((m.answer.zone for m in seen if m.answer), "UTC")

    def clock(self, account: AccountId | None) -> str:
        """What time it is for a person."""
        zone = self.zone(account)
        city = zone.rpartition("/")[2].replace("_", " ")
        return f"{moment(local(self._space.services.clock.now(), zone))} in {city}"

    # messages

    def newest(self, pane: Pane, before: int | None = None) -> tuple[list[ChatMessage], bool]:
        """The last messages of a pane, and whether there are earlier ones."""
        seen = self._history.seen(pane.account, pane.channel)
        if before is None:
            return seen[-SHOWN:], len(seen) > SHOWN
        seen = [message for message in seen if message.number < before]
        return seen[-MORE:], len(seen) > MORE

    def messages(self, pane: Pane, messages: Iterable[ChatMessage]) -> Markup:
        zone = self.zone(pane.account)
        return Markup("\n").join(self._message(pane, message, zone) for message in messages)

    def _message(self, pane: Pane, message: ChatMessage, zone: str) -> Markup:
        scenes: tuple[Scene, ...] = ()
        if message.answer is not None:
            answer = message.answer.copy_with(zone=zone)
            shown = Exhibit(message.at, message.location, answer, self._space.services.word)
            scenes = looks()[self.look][1].scenes(shown, {})
        return render(
            f"{TEMPLATES}/message",
            message=message,
            look=self.look,
            at=moment(local(message.at, zone)),
            scenes=scenes,
            viewer=urlencode({"as": pane.name}),
        )

    def due(self, messages: Iterable[ChatMessage]) -> str:
        """What fell due while the clock was moved, a line each."""
        rows = []
        for message in messages:
            account = next((a for a in self._history.people if message.location.is_open_to(a)), None)
            if message.answer is None or account is None:
                continue
            headline = ""
            if message.card is not None:
                look = Look(message.answer.zone, message.at, self._space.services.word)
                headline = next(iter(plain(message.card, partial(write_part, look=look))), "")
            at = moment(local(message.at, self.zone(account)))
            rows.append((at, Pane(account, message.location.channel), headline))
        return render(f"{TEMPLATES}/due", rows=rows, address=self.address)

    # forms

    def form(self, account: AccountId, opened: OpenForm | None) -> str:
        """The form that a person has open as HTML; "": none."""
        if opened is None:
            return ""
        command = self._space.services.door.registry.find(opened.form.call.path)
        fields = []
        for ask in opened.form.asks:
            parameter = command.parameter(ask.name) if command else None
            proposes = parameter is not None and parameter.suggest is not None
            fields.append({"ask": ask, "control": control_of(ask), "proposes": proposes})
        return render(f"{TEMPLATES}/form", form=opened.form, name=name_in(account), fields=fields)


def control_of(ask: Ask) -> str:
    """Which control of a browser a field is: what's in it already has to fit into it."""
    wire = ask.kind.wire
    if wire == "attachment":
        return "file"
    if ask.kind.choices:
        return "select"
    if wire == "several" and (ask.kind.chosen(ask.value) or not ask.value):
        return "boxes"
    if wire in ("date", "time") and not ask.problem:
        return wire
    return "textarea" if ask.kind.longest > 150 else "text"


def moment(there: dt.datetime) -> str:
    """`Tue 24 Nov, 08:00`."""
    return f"{there:%a} {there.day} {there:%b}, {there:%H:%M}"
