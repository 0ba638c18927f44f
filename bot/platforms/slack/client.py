"""The bot in one workspace: what it asks the Web API there, and the messages, pictures and files that it sends."""

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot import draw
from bot.core.card import Button, Card, File, Picture, buttons, card, small
from bot.core.errors import log, log_bug
from bot.core.layout import Look
from bot.core.reply import Answer
from bot.core.stock_cards import too_long_card
from bot.core.values import Call
from bot.platforms.download import download
from bot.platforms.port import Busy, PlatformServices, Unready
from bot.platforms.slack.connection import RenewingClient, ShortWaits, await_answer, sdk_logger
from bot.platforms.slack.error_mapping import (
    GONE,
    Refused,
    Unreached,
    header,
    map_error,
    retry_after,
    wait_for,
)
from bot.platforms.slack.inbound import Me, is_dm
from bot.platforms.slack.render import Message, Surface, render, shown
from bot.platforms.traffic import Bounded, LiveCards, Pace, Question, Way

HOSTS = (".slack.com",)
"""Where files are."""
BUTTONS_ONLY: Final = (
    "I can't read replies here. Use the buttons, or type a command that begins with /{word}."
)
OPENINGS, OPENED_AT_ONCE = 0.75, 5
"""Conversations opened a second, and at once: Slack takes about 50 a minute."""
SETTLED, SETTLED_AT_ONCE = 0.3, 40
"""Yesterday's cards that lose their buttons, a second and at once: Slack lets about 50 messages be changed, and 50
conversations be read, in a minute."""
READ, READ_THREAD = 100, 999
"""Messages read of a conversation, and of a thread, which Slack lists from its beginning: no more at once."""
READ_SINCE = dt.timedelta(days=7)
"""How far back a thread is read."""
NO_THREAD: Final = frozenset({"thread_not_found", "message_not_found", "cannot_reply_to_message"})
"""What Slack says of a thread that is deleted, or never was one."""
_SCOPES: Final = {
    "dm": ("im:history",),
    "meeting": ("mpim:history",),
    "channel": ("channels:history", "groups:history"),
}
"""One of them is enough; which one a channel takes shows when it is asked."""
NOT_THERE: Final = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
"""Errors that say that the message to change is gone, or can't be changed."""
EVENT_TYPE: Final = "loopmate_entry"
"""Of the metadata by which a message is found again."""
ALT = 1_000
"""Characters of a picture's description."""
UPLOADING = 10.0
"""Seconds in which an upload that fails is begun again."""
_USERS = ("U", "W")
"""How Slack's ids of people begin."""
Things = tuple[Picture | File, ...]


@dataclass(frozen=True, slots=True)
class Web:
    """The bot in its workspace; `bot_name` is its handle, without the @."""

    client: RenewingClient
    session: aiohttp.ClientSession
    me: Me
    bot_name: str
    scopes: frozenset[str]

    async def user(self, user: str) -> Mapping[str, Any]:
        """What Slack shows of a person. Raises as `await_answer`."""
        return dict((await await_answer(self.client.users_info(user=user)))["user"])

    async def channel(self, channel: str) -> Mapping[str, Any]:
        """What Slack shows of a channel. Raises as `await_answer`."""
        return dict((await await_answer(self.client.conversations_info(channel=channel)))["channel"])

    async def has_left(self, user: str) -> bool | None:
        """Whether somebody isn't in the workspace anymore; None: Slack doesn't say.

        Raises:
            Busy: later.
        """
        try:
            return bool((await self.user(user)).get("deleted"))
        except Refused as refused:
            return True if refused.error in GONE else None
        except (Unreached, Unready):
            return None

    async def respond(self, hook: str, body: dict[str, Any]) -> None:
        """Uses a response URL.

        Raises:
            Refused: it is spent or too old. Busy: later. Unreached: nobody knows.
        """
        waits: list[AsyncRetryHandler] = [ShortWaits(max_retry_count=1)]
        client = AsyncWebhookClient(hook, session=self.session, logger=sdk_logger(), retry_handlers=waits)
        try:
            response = await client.send_dict(body)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unreached(type(error).__name__) from None
        if response.status_code == 429:
            raise Busy(retry_after(response.headers))
        if response.status_code >= 500:
            raise Unreached(f"status {response.status_code}")
        if response.status_code != 200:
            raise Refused(f"response_url_{response.status_code}")
        if response.body.startswith("{"):
            try:
                json.loads(response.body)
            except ValueError:
                raise Unreached("cut off") from None

    async def download(self, url: str) -> bytes | None:
        """A file that a member handed over; None when Slack does not give it, or more than may be taken.

        The token goes to Slack's own hosts alone; without the scope they answer with a page to log in.
        """
        token = {"Authorization": f"Bearer {await self.client.current_token()}"}
        return await download(self.session, url, HOSTS, self.client.base_url, token, refused=("text/html",))


async def look_up(client: RenewingClient, session: aiohttp.ClientSession, word: str) -> Web:
    """The Web API with a client whose token says who it is.

    Raises:
        Unready: the token is wrong.
    """
    try:
        me = await client.auth_test()
    except SlackApiError as error:
        raise map_error(error) from None
    return Web(
        client=client,
        session=session,
        me=Me(me["team_id"], me["user_id"], me["team"], word),
        bot_name=me["user"],
        scopes=frozenset(header(me.headers, "x-oauth-scopes").replace(" ", "").split(",")) - {""},
    )


@contextmanager
def tried_once(channel: str) -> Iterator[None]:
    """For the buttons of an older card, which nobody waits for: what Slack doesn't do is noted in the log."""
    try:
        yield
    except (Refused, Busy, Unreached, Unready) as error:
        log.info("slack.unsettled", channel=channel, error=type(error).__name__)


class SlackMessages:
    """Sends messages through one connection. `looks_back`: whether Slack lets it read conversations often enough;
    `counts` gets how often nobody could say whether a message had been sent before."""

    def __init__(
        self, web: Web, services: PlatformServices, counts: Counter[str], *, looks_back: bool
    ) -> None:
        self.web = web
        self.services = services
        self._counts = counts
        self._looks_back = looks_back
        self._opening = Pace(OPENINGS, OPENED_AT_ONCE, services.clock.monotonic, services.sleep)
        self._settling = Pace(SETTLED, SETTLED_AT_ONCE, services.clock.monotonic)
        self.conversations: Bounded[tuple[str, ...], str] = Bounded(10_000)
        """The channel that the bot shares with people, as far as it's known."""
        self.here: Bounded[str, dt.datetime] = Bounded(10_000)
        """When people were last known to be in the workspace."""
        self.live: LiveCards[Message] = LiveCards()

    def dm(self, user: str) -> str:
        """The DM with a user to whom something was posted, which opens it; a channel is itself."""
        return self.conversations.get((user,), user)

    async def together(self, users: Sequence[str]) -> str:
        """The channel that the bot shares with these people, one for a DM: the same people, the same channel.

        Raises:
            Refused: one of them is not there anymore, or takes no DMs. Busy: others have their turn first.
        """
        key = tuple(sorted(users))
        if key not in self.conversations:
            await self._opening.turn("", ticket=",".join(key))
            answer = await await_answer(self.web.client.conversations_open(users=list(users)))
            self.conversations[key] = str(answer["channel"]["id"])
        return self.conversations[key]

    async def say(self, channel: str, message: Message, thread: str = "", *, delivery: str = "") -> str:
        """Posts a message, and returns its `ts`. Nothing in it is looked at for links to unfold."""
        posted = self.web.client.chat_postMessage(
            channel=channel,
            text=message.text,
            blocks=message.blocks,
            mrkdwn=False,
            unfurl_links=False,
            unfurl_media=False,
            thread_ts=thread or None,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"id": delivery}} if delivery else None,
        )
        answer = await await_answer(posted)
        if answer["channel"] != channel:
            self.conversations[(channel,)] = str(answer["channel"])
        return str(answer["ts"])

    async def change(self, channel: str, ts: str, message: Message, thread: str = "") -> str:
        """Replaces a message; if it was deleted, posts a new one."""
        try:
            await self._update(channel, ts, message)
        except Refused as refused:
            if refused.error not in NOT_THERE:
                raise
            log.info("slack.deleted", channel=channel, message=ts)
            return await self.say(channel, message, thread)
        return ts

    async def _update(self, channel: str, ts: str, message: Message) -> None:
        call = self.web.client.chat_update(channel=channel, ts=ts, text=message.text, blocks=message.blocks)
        await await_answer(call)

    async def settle(self, channel: str, ts: str, bare: Message) -> None:
        """Removes the buttons of a card whose flow has moved on; nobody waits for that, so it's tried once."""
        with tried_once(channel):
            await self._update(channel, ts, bare)

    async def follow(
        self, channel: str, flow: str, ts: str, message: Message, thread: str = "", *, daily: bool = False
    ) -> None:
        """Notes a card in a DM, perhaps in a `thread` of it, or group DM; the one of its flow that was live there
        loses its buttons, but for a message of a day only while that leaves room for what people press."""
        if not flow:
            return
        is_known = self.live.knows(channel, flow)
        before = self.live.follow(channel, flow, ts, message.bare)
        if daily and self._settling.wait("", 0):
            return
        scope = "im:history" if is_dm(channel) else "mpim:history"
        if not is_known and self._looks_back and scope in self.web.scopes:
            before = await self._find_live(channel, flow, ts, thread)
        if before is not None:
            await self.settle(channel, *before)

    async def _find_live(
        self, channel: str, flow: str, before: str, thread: str
    ) -> tuple[str, Message] | None:
        """The newest card of a flow, before another, that still has its buttons; it's without them here."""
        with tried_once(channel):
            places = dict.fromkeys((thread, ""))
            last = [one for at in places for one in await self._read(channel, at, latest=before)]
            cards = {str(one["ts"]): card for one in last if (card := shown(one)).flow == flow}
            live = [(ts, bare) for ts, card in cards.items() if (bare := card.bare) is not None]
            return max(live, key=lambda found: found[0], default=None)
        return None

    async def find(self, place: str, channel: str, delivery: str, thread: str = "") -> tuple[str, str] | None:
        """The `ts` of a message that was sent before, and the thread that it is in: `thread`, or none ("").

        None: it was not sent, or nobody can tell.
        """
        if not self._looks_back or self.web.scopes.isdisjoint(_SCOPES.get(place, ())):
            self._counts["not looked up"] += 1
            return None
        try:
            if place == "dm":
                channel = await self.together((channel,))
            for one in dict.fromkeys((thread, "")):
                last = await self._read(channel, one, include_all_metadata=True)
                if ts := next((str(m["ts"]) for m in last if _delivery_of(m) == delivery), ""):
                    return ts, one
        except Refused:
            self._counts["not looked up"] += 1
        return None

    async def _read(self, channel: str, thread: str = "", **more: Any) -> Sequence[Mapping[str, Any]]:
        """The last messages of a conversation, or of a thread in it. Raises as `await_answer`."""
        client, most = self.web.client, READ_THREAD if thread else READ
        more = {"channel": channel, "limit": most, **more}
        if not thread:
            return tuple((await await_answer(client.conversations_history(**more))).get("messages", ()))
        since = str((self.services.clock.now() - READ_SINCE).timestamp())
        asked = client.conversations_replies(ts=thread, oldest=since, **more)
        try:
            return tuple((await await_answer(asked)).get("messages", ()))
        except Refused as refused:
            if refused.error in NO_THREAD:
                return ()
            raise

    async def publish(self, user: str, answer: Answer) -> None:
        """Shows a card in a person's App Home."""
        view = {"type": "home", "blocks": self.draw(self.with_hint(answer), "home").blocks}
        await await_answer(self.web.client.views_publish(user_id=user, view=view))

    def draw(self, answer: Answer, surface: Surface = "message") -> Message:
        """A card as its reader sees it now; what breaks a limit of Slack's is told in words, never with silence."""
        look = Look(answer.zone, self.services.clock.now(), self.web.me.word)
        try:
            return render(answer, look, surface)
        except ValueError as error:
            log_bug(error, "slack.limit")
            return render(Answer(body=too_long_card("Slack")), look, surface)

    def with_hint(self, answer: Answer) -> Answer:
        """The card; where the bot doesn't hear what's typed in its DM, with a line that says so."""
        if "im:history" in self.web.scopes or not isinstance(answer.body, Card):
            return answer
        hint = small(BUTTONS_ONLY.format(word=self.web.me.word))
        return answer.model_copy(update={"body": answer.body.plus(hint)})

    # pictures and files, sent apart from the card that names them: Slack shows an upload only where it is shared

    async def send_files(
        self, things: Things, channel: str, thread: str = ""
    ) -> list[tuple[Picture | File, str]]:
        """Uploads each into a channel or a user's DM; returns those that could not be sent, each with why."""
        tried = [(thing, await self._upload(thing, channel, thread)) for thing in things]
        return [(thing, why) for thing, why in tried if why]

    async def _upload(self, thing: Picture | File, channel: str, thread: str) -> str:
        """Why it could not be sent; "": it was."""
        why = "Slack didn't take it just now."

        def wait(error: Exception) -> float | None:
            nonlocal why
            log.warning("slack.file", channel=channel, error=getattr(error, "error", type(error).__name__))
            if isinstance(error, Refused):
                why = (
                    error.without(self.web.me.word)
                    or f"Slack refused it ({error.error}). If it does so again, show this to your organizer."
                )
            return wait_for(error)

        async def share() -> None:  # unlike a message, a file opens no DM
            place = await self.together((channel,)) if channel.startswith(_USERS) else channel
            await await_answer(
                self.web.client.files_upload_v2(channel=place, thread_ts=thread or None, **made)
            )

        question = Question(self.services.clock, self.services.sleep)
        try:
            made = await self._draw_file(thing)
            arrived = await question.answer([Way("upload", share, UPLOADING)], wait)
        except Exception as error:  # the words have arrived, and may not be sent again for the picture's sake
            log_bug(error, "slack.file")
            arrived = None
        return "" if arrived else why

    async def _draw_file(self, thing: Picture | File) -> dict[str, Any]:
        """What a file is called, and what's in it, as the SDK wants it."""
        if isinstance(thing, File):
            return {"filename": thing.name, "title": thing.about or thing.name, "content": thing.data}
        title = thing.chart.title or "Picture"
        name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40] or "picture"
        content = await self.services.work.pictures(draw.png, thing.chart)
        return {"filename": f"{name}.png", "title": title, "content": content, "alt_txt": thing.alt[:ALT]}


def _delivery_of(message: Mapping[str, Any]) -> str:
    """The id of the delivery that a message is; "": of none of ours."""
    mark = message.get("metadata") or {}
    payload = mark.get("event_payload") or {}
    return str(payload.get("id", "")) if mark.get("event_type") == EVENT_TYPE else ""


def not_sent(thing: Picture | File, why: str, again: Call | None = None) -> Card:
    """A picture or a file that could not be sent, with the words of a picture; `again` asks for it once more."""
    shows = f"The picture shows: {thing.alt}" if isinstance(thing, Picture) else None
    return card(
        f"I couldn't send you the {'picture' if isinstance(thing, Picture) else f'file {thing.name}'}. {why}",
        shows,
        "Everything else arrived.",
        buttons(Button(label="Send it again", call=again) if again else None),
    )
