"""A Slack platform on the loopback with a door of a few words behind it: what came in is kept, and answered."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from bot.core.card import Ask, Card, Chart, File, Form, Picture, Point, card
from bot.core.kinds import TIME, choice, text
from bot.core.reply import Answer, Inbound
from bot.core.values import AccountId, Call
from bot.platforms.port import Delivery, PlatformServices, Receipt
from bot.platforms.slack.adapter import SlackPlatform
from bot.platforms.slack.settings import SlackOptions
from bot.platforms.traffic import PATIENT
from tests.platforms.door import Door, said, services, sleep_by
from tests.platforms.slack.loopback import APP_TOKEN, SCOPES, Loopback, slack
from tests.platforms.slack.transports import InProcess
from tests.platforms.slack.workspace import Workspace


def open_door() -> Door:
    """It says the same to everybody."""
    return Door(lambda _: said(card("Today, 15 minutes")), asks_admin=False)


@dataclass
class Desk:
    """All of it together."""

    slack: Loopback
    space: Workspace
    platform: SlackPlatform
    door: Door

    def answers(self, *replies: Answer | Card | None) -> None:
        """What is said to the next things that people do, the last of them from then on."""
        left = list(replies)

        def script(inbound: Inbound) -> Answer | None:
            one = left.pop(0) if len(left) > 1 else left[0]
            return said(one) if isinstance(one, Card) else one

        self.door.answer = script

    async def send(self, body: Card, to: str, **more: Any) -> Receipt:
        """Delivers a message to a person or a channel, by Slack's id."""
        return await self.platform.deliver(delivery(self, body, to, **more))


class Pause:
    """Settles what people did, unless a test holds the work back."""

    def __init__(self) -> None:
        self.platform: SlackPlatform | None = None
        self.on = True

    async def __call__(self) -> None:
        if self.on and self.platform is not None:
            await self.platform.intake.idle()


def services_on(server: Loopback, door: Door, **more: Any) -> PlatformServices:
    """By the clock of the server, which whoever waits moves."""
    return services(door, server.clock, sleep=sleep_by(server.clock), **more)


def options_for(server: Loopback, space: Workspace, **more: Any) -> SlackOptions:
    given: dict[str, Any] = {"bot_token": space.team.token, "app_token": APP_TOKEN, "api_url": server.url}
    return SlackOptions(**(given | more))


@asynccontextmanager
async def at_desk(
    scopes: Iterable[str] = SCOPES, word: str = "prep", patient: float = PATIENT, **more: Any
) -> AsyncIterator[Desk]:
    """A platform whose Web API is open; what people do goes straight into its app."""
    async with slack() as server:
        settle = Pause()
        door, space = open_door(), Workspace(server, Later(), scopes=tuple(scopes), settle=settle)
        platform = SlackPlatform(
            services_on(server, door, word=word), options_for(server, space, **more), patient=patient
        )
        settle.platform = platform
        space.transport = InProcess(platform.app)
        async with platform.open_web():
            yield Desk(server, space, platform, door)
            await platform.intake.idle()


@asynccontextmanager
async def another(desk: Desk) -> AsyncIterator[Desk]:
    """The bot starts again before the same Slack."""
    platform = SlackPlatform(services_on(desk.slack, desk.door), options_for(desk.slack, desk.space))
    async with platform.open_web():
        yield replace(desk, platform=platform)


class Later:
    """In the place of a transport until there is one."""

    async def send(self, *_: object) -> Any:
        raise AssertionError("nobody is connected yet")


# what is said

PICTURE = Picture(
    chart=Chart(title="F1 and latency", x="ms", y="F1", points=(Point(x=1, y=2, label="A"),)),
    alt="A is above B",
)
EXPORT = File(name="loopmate-carol.zip", about="All I keep of you", data=b"PK...")


def form(**values: str) -> Form:
    """The form of `remind` with some values in it."""
    asks = (
        Ask(name="at", label="When, on your clock", kind=TIME, value=values.get("at", ""), required=True),
        Ask(
            name="where", label="Where", kind=choice("dm", "channel", "both"), value=values.get("where", "dm")
        ),
        Ask(name="words", label="Words of your own", kind=text(4_000), value=values.get("words", "")),
    )
    return Form(title="Remind me", call=Call(path="remind", values=values), asks=asks)


def delivery(desk: Desk, body: Card, to: str, **more: Any) -> Delivery:
    """A message for a person or a channel of the workspace, by Slack's id."""
    address = f"slack:{desk.space.team.id}:{to}"
    people = tuple(AccountId(f"slack:{desk.space.team.id}:{one}") for one in more.pop("people", ()))
    return Delivery(
        id=more.pop("id", "entry-1"),
        to=AccountId(address),
        people=people,
        answer=more.pop("answer", said(body)),
        **more,
    )
