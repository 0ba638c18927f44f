"""Cards that no story of one terminal can show: a second space, a closed DM, a file, somebody who is gone.

They come from the same handlers by the same door; only what a terminal lacks is staged.
"""

import datetime as dt
import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.app import App
from bot.core.card import Card
from bot.core.entry import LATE, Entry, To
from bot.core.kinds import Upload
from bot.core.reply import Inbound, Root, Said
from bot.core.values import AccountId, Call, GroupId, MemberId, account_id, channel_id, space_id, space_of
from bot.dispatcher import Composed
from bot.platforms.console.adapter import ConsolePlatform
from bot.platforms.console.render import render
from bot.platforms.local import GENERAL, SPACE, LocalResponder, Location, account_of
from bot.platforms.port import Clockwork, PlatformServices
from bot.platforms.scenes import Exhibit
from bot.platforms.spec import looks
from bot.store import members
from bot.store.members import Directory

NAME = "beyond"
SECOND = space_id("console", "second")
LINES = """
alice: /prep-admin setup channel=#general zone=Europe/Berlin
alice: /prep start zone=Europe/Berlin
erin: /prep start zone=Asia/Kolkata
alice: /prep mock join repeat=weekly
erin: /prep quiz count=1
""".strip().splitlines()
RESUME = Upload(
    name="resume.txt",
    data=b"Projects\n- Fine-tuned DistilBERT on product reviews, improved F1 to 0.81\n- Worked on search\n",
)


@dataclass
class StagedCards:
    """Acts on one app after `LINES` have been played."""

    app: App
    platform: ConsolePlatform
    services: PlatformServices
    time: Clockwork
    shown: Callable[[], Exhibit]
    """The newest message on the screen."""
    _events: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def play(self) -> None:
        card = self.shown().answer.body
        quiz = card.buttons[0].call.values["quiz"] if isinstance(card, Card) else ""
        await self._say("erin", f"quiz.page quiz={quiz} number=1")
        await self._say("erin", "bullet", upload=RESUME)

        # two of one name
        for number in (1, 2):
            await self._say("sam", "start zone=UTC", account=account_id(SPACE, f"sam-{number}"))
        await self._say("alice", "mock avoid sam")
        sam = await self._member(account_id(SPACE, "sam-1"))
        await self._say("alice", f"mock.avoid-one member={sam}")
        await self._say("alice", "remove sam", root="admin")
        await self._say("alice", f"admin.remove-one member={sam}")

        # a DM that cannot be delivered: to the test in words, to everything else once a day
        self.platform.closed.add(account_of("erin"))
        await self._say("erin", "privacy export")
        await self.time.advance(self.services.clock.now() + dt.timedelta(minutes=2))
        await self._say("erin", "member.test-dm")
        self.platform.closed.clear()

        # messages
        erin = await self._member(account_of("erin"))
        await self._report("space.channel-gone", why="archived")
        await self._compose(erin, Call(path="space.closed-news", values={"channel": GENERAL}))
        await self._report("space.channel-open")
        gone = {"platform": next(iter(looks()))}
        for path, values in (("home.card", {}), ("member.welcome-back", {}), ("member.account-gone", gone)):
            await self._compose(erin, Call(path=path, values=values))

        # one group on two spaces by a code; then a member who is in two groups
        await self._say("alice", "connect", root="admin")
        (code,) = re.findall(r"code=(\S+)", render(self.shown()))
        await self._say("olga", f"connect code={code}", root="admin", account=account_id(SECOND, "olga"))
        await self._say("alice", f"group.use group={await self._group()}")

    # how

    async def _say(
        self,
        name: str,
        text: str,
        *,
        root: Root = "prep",
        account: AccountId | None = None,
        upload: Upload | None = None,
    ) -> None:
        who = account or account_of(name)
        place = Location(who, channel_id(space_of(who), "#general"))
        inbound = Inbound(
            event=f"{NAME}-beyond-{next(self._events)}",
            account=who,
            name=name,
            channel=place.channel,
            signal=Said(text=text, root=root),
            organiser=root == "admin" or text.startswith("admin."),
            upload=upload,
        )
        responder = LocalResponder(self.platform, place, None, self.platform.forms)
        await self.services.door.handle(inbound, responder)
        await self.time.drain()

    async def _report(self, path: str, **values: str) -> None:
        call = Call(path=path, values={"channel": GENERAL, **values})
        await self.services.door.report(SPACE, f"{NAME}/{path}", call)
        await self.time.drain()

    async def _compose(self, member: MemberId, call: Call) -> None:
        now = self.services.clock.now()
        entry = Entry(
            id=f"{NAME}/{call.path}",
            group=await self._group(),
            to=To(member=member, way="home" if call.path == "home.card" else "dm"),
            call=call,
            due=now,
            expires=now + LATE,
        )
        composed = await self.app.dispatcher.compose(entry)
        if isinstance(composed, Composed):
            self.platform.show(Location(account_of("erin")), composed.answer)

    async def _group(self) -> GroupId:
        return await Directory(self.app.store).group_of(SPACE)

    async def _member(self, account: AccountId) -> MemberId:
        unit = self.app.store.unit(await self._group(), self.services.clock.now())
        found = await members.find(unit, account)
        return found.id if found else MemberId("nobody")
