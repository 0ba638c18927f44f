"""Slack's Web API through its SDK: one pool of connections, errors as our own, waiting only where it is short."""

import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.core.card import Card, small
from bot.core.layout import Look
from bot.core.reply import Answer
from bot.platforms.download import download
from bot.platforms.port import Busy, PlatformServices, Unready
from bot.platforms.slack.error_mapping import GONE, Refused, Unreached, header, map_error, retry_after
from bot.platforms.slack.render import Message, Surface, render, shown
from bot.platforms.slack.settings import SlackOptions
from bot.platforms.traffic import PATIENT, Bounded, LiveCards, Pace

HOSTS = (".slack.com",)
"""Where files are."""
TIMEOUT = 20.0
"""Seconds for one call."""
SHORT_WAIT = 2
"""Seconds that Slack may ask for before the message is put back instead."""
BUTTONS_ONLY: Final = (
    "I can't read replies here. Use the buttons, or type a command that begins with /{word}."
)
OPENINGS, OPENED_AT_ONCE = 0.75, 5
"""Conversations opened a second, and at once: Slack takes about 50 a minute."""
DMS = 10_000
"""Conversations remembered."""
LOOKED_AT = 50
"""Messages of a DM among which a live card is looked for."""
NOT_THERE: Final = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
"""The message that was to be changed is not there any more, or cannot be changed."""
EVENT_TYPE: Final = "loopmate_entry"
"""Of the metadata by which a message is found again."""
log = structlog.get_logger("loopmate")


class ShortWaits(AsyncRateLimitErrorRetryHandler):
    """Waits as Slack asks, if that is soon; what takes longer goes back to the outbox, which is patient."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,  # noqa: ARG002 - the SDK's signature
        request: HttpRequest,  # noqa: ARG002
        response: HttpResponse | None = None,
        error: Exception | None = None,  # noqa: ARG002
    ) -> bool:
        return (
            response is not None
            and response.status_code == 429
            and retry_after(response.headers) <= SHORT_WAIT
        )


class _ToTheLog(logging.Handler):
    """What the SDK reports, without its words: they may hold a token or somebody's text."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.funcName == "__init__":
            return  # bolt has seen a token in the environment, and says that it does not use it
        kind = record.exc_info[0] if record.exc_info else None
        log.warning("slack.sdk", where=record.funcName, error=kind.__name__ if kind else "")


@cache
def sdk_logger() -> logging.Logger:
    """The logger of the SDK. It has a level of its own: the SDK writes texts out for one that has none."""
    made = logging.Logger("loopmate.slack", logging.WARNING)
    made.addHandler(_ToTheLog())
    return made


@dataclass(frozen=True, slots=True)
class Web:
    """The bot in its workspace. `team` and the rest are what auth.test answered."""

    client: "RenewingClient"
    session: aiohttp.ClientSession
    team: str
    place: str
    """What the workspace is called."""
    bot_user: str
    bot_name: str
    """Its handle, without the @."""
    scopes: frozenset[str]
    word: str = "prep"
    """The root word of its commands."""

    async def ask(self, call: Awaitable[AsyncSlackResponse]) -> Mapping[str, Any]:
        """The answer of a method.

        Raises:
            Refused: no. Busy: later. Unreached: nobody knows. Unready: a token that is none any more.
        """
        return await await_answer(call)

    async def user(self, user: str) -> Mapping[str, Any]:
        """What Slack shows of a person. Raises as `ask`."""
        return dict((await self.ask(self.client.users_info(user=user)))["user"])

    async def has_left(self, user: str) -> bool | None:
        """Whether somebody isn't in the workspace any more; None: Slack doesn't say."""
        try:
            return bool((await self.user(user)).get("deleted"))
        except Refused as refused:
            return True if refused.error in GONE else None
        except (Busy, Unreached, Unready):
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


class SlackMessages:
    """Sends messages through one connection. `looks_back`: whether Slack lets it read its DMs often enough."""

    def __init__(self, web: Web, services: PlatformServices, *, looks_back: bool) -> None:
        self.web = web
        self.services = services
        self._looks_back = looks_back and self.reads_replies
        self._opening = Pace(OPENINGS, OPENED_AT_ONCE, services.clock.monotonic)
        self._conversations: Bounded[tuple[str, ...], str] = Bounded(DMS)
        self.live: LiveCards[Message] = LiveCards()

    def know(self, user: str, channel: str) -> None:
        """The DM with a person was opened before, by whichever process."""
        if (user,) not in self._conversations:
            self._conversations[(user,)] = channel

    def forget(self, user: str) -> None:
        """The DM is not where it was."""
        self._conversations.pop((user,), None)

    async def dm(self, user: str) -> str:
        """The channel of the DM with a person."""
        return await self.together((user,))

    async def together(self, users: Sequence[str]) -> str:
        """The channel that the bot shares with these people, one for a DM: the same people, the same channel.

        Raises:
            Refused: one of them is not there any more, or takes no DMs. Busy: others have their turn first.
        """
        key = tuple(sorted(users))
        if key not in self._conversations:
            if (wait := self._opening.wait_in_line("", ",".join(key))) > PATIENT:
                raise Busy(wait)
            await self.services.sleep(wait)
            answer = await self.web.ask(self.web.client.conversations_open(users=list(users)))
            self._conversations[key] = str(answer["channel"]["id"])
        return self._conversations[key]

    async def say(self, channel: str, message: Message, *, thread: str = "", delivery: str = "") -> str:
        """Posts a message, and answers its `ts`. Nothing in it is looked at for links to unfold."""
        more: dict[str, Any] = {"thread_ts": thread} if thread else {}
        if delivery:
            more["metadata"] = {"event_type": EVENT_TYPE, "event_payload": {"id": delivery}}
        answer = await self.web.ask(
            self.web.client.chat_postMessage(
                channel=channel,
                text=message.text,
                blocks=message.blocks,
                mrkdwn=False,
                unfurl_links=False,
                unfurl_media=False,
                **more,
            )
        )
        return str(answer["ts"])

    async def say_to(self, user: str, channel: str, message: Message, thread: str = "") -> None:
        """Posts a message that one person of a channel sees, until they reload."""
        more: dict[str, Any] = {"thread_ts": thread} if thread else {}
        call = self.web.client.chat_postEphemeral(
            channel=channel, user=user, text=message.text, blocks=message.blocks, **more
        )
        await self.web.ask(call)

    async def change(self, channel: str, ts: str, message: Message) -> str:
        """Puts a message in the place of another one; if that was deleted, it becomes a new one."""
        try:
            await self._update(channel, ts, message)
        except Refused as refused:
            if refused.error not in NOT_THERE:
                raise
            log.info("slack.deleted", channel=channel, message=ts)
            return await self.say(channel, message)
        return ts

    async def _update(self, channel: str, ts: str, message: Message) -> None:
        call = self.web.client.chat_update(channel=channel, ts=ts, text=message.text, blocks=message.blocks)
        await self.web.ask(call)

    async def settle(self, channel: str, ts: str, bare: Message) -> None:
        """Takes the buttons of a card whose flow has gone on; nobody waits for it, so it's tried once."""
        try:
            await self._update(channel, ts, bare)
        except (Refused, Busy, Unreached) as error:
            log.info("slack.unsettled", channel=channel, error=type(error).__name__)

    async def follow(self, channel: str, flow: str, ts: str, message: Message) -> None:
        """A card is in a DM or group DM; the one of its flow that was live there loses its buttons."""
        if not flow:
            return
        is_known = self.live.knows(channel, flow)
        before = self.live.follow(channel, flow, ts, message.bare)
        if not is_known and self._looks_back and channel.startswith("D"):
            before = await self._find_live(channel, flow, ts)
        if before is not None:
            await self.settle(channel, *before)

    async def _find_live(self, channel: str, flow: str, before: str) -> tuple[str, Message] | None:
        """The newest card of a flow in a DM, before another, that still has its buttons; it's without them here."""
        asked = self.web.client.conversations_history(channel=channel, latest=before, limit=LOOKED_AT)
        try:
            last = (await self.web.ask(asked)).get("messages", ())
        except (Refused, Busy, Unreached) as error:
            log.info("slack.unsettled", channel=channel, error=type(error).__name__)
            return None
        cards = ((str(one["ts"]), card) for one in last if (card := shown(one)).flow == flow)
        return next(((ts, bare) for ts, card in cards if (bare := card.bare) is not None), None)

    async def publish(self, user: str, answer: Answer) -> None:
        """Shows a card in a person's App Home."""
        answer = answer if self.reads_replies else self.with_hint(answer)
        view = {"type": "home", "blocks": self.draw(answer, "home").blocks}
        await self.web.ask(self.web.client.views_publish(user_id=user, view=view))

    def draw(self, answer: Answer, surface: Surface = "message") -> Message:
        """A card as its reader sees it now."""
        look = Look(answer.reader.zone, self.services.clock.now(), self.web.word)
        return render(answer, look, surface)

    @property
    def reads_replies(self) -> bool:
        """Whether the bot hears what's typed in its DM."""
        return "im:history" in self.web.scopes

    def with_hint(self, answer: Answer) -> Answer:
        """The card with a line that says that replies cannot be read."""
        if not isinstance(answer.body, Card):
            return answer
        hint = small(BUTTONS_ONLY.format(word=self.web.word))
        return answer.model_copy(update={"body": answer.body.plus(hint)})


async def await_answer(call: Awaitable[AsyncSlackResponse], kind: str = "bot") -> Mapping[str, Any]:
    """The answer of a method, or its error as one of ours."""
    try:
        response = await call
    except SlackApiError as error:
        raise map_error(error, kind) from None
    except (aiohttp.ClientError, TimeoutError, SlackRequestError, AttributeError) as error:
        # AttributeError is the SDK's own, where JSON came that is no object
        raise Unreached(type(error).__name__) from None
    return response.data if isinstance(response.data, dict) else {}


@asynccontextmanager
async def open_session() -> AsyncIterator[aiohttp.ClientSession]:
    """The connections that all clients share."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT), trust_env=True) as session:
        yield session


async def look_up(client: "RenewingClient", session: aiohttp.ClientSession, word: str) -> Web:
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
        team=me["team_id"],
        place=me["team"],
        bot_user=me["user_id"],
        bot_name=me["user"],
        scopes=frozenset(header(me.headers, "x-oauth-scopes").replace(" ", "").split(",")) - {""},
        word=word,
    )


Renew = Callable[[str], Awaitable[str]]
"""The token to use now, in the place of one that Slack has refused ("": none was refused)."""


class RenewingClient(AsyncWebClient):
    """The SDK's client. It repeats nothing but what Slack asked to be repeated, and what it refused for the token:
    a message whose fate is unknown goes back to the outbox, which looks it up first."""

    renew: Renew | None = None

    async def current_token(self, refused: str = "") -> str:
        """The token to use now, which is perhaps another than the one that was refused."""
        if self.renew is not None:
            self.token = await self.renew(refused)
        return self.token or ""

    async def api_call(self, *args: Any, **more: Any) -> AsyncSlackResponse:
        used = await self.current_token()
        try:
            return await super().api_call(*args, **more)
        except SlackApiError as error:
            if not isinstance(map_error(error), Unready) or await self.current_token(used) == used:
                raise
            return await super().api_call(*args, **more)


def web_client(
    options: SlackOptions, token: str, session: aiohttp.ClientSession, renew: Renew | None = None
) -> RenewingClient:
    """A client; one that is to `renew` its token asks for it before each call."""
    made = RenewingClient(
        token=token,
        base_url=options.base_url,
        session=session,
        logger=sdk_logger(),
        retry_handlers=[ShortWaits(max_retry_count=1)],
    )
    made.renew = renew
    return made


async def exchange(options: SlackOptions, session: aiohttp.ClientSession, **given: str) -> Mapping[str, Any]:
    """What oauth.v2.access answers: a token for a code, or for a refresh token. Raises as `await_answer`."""
    app = {"client_id": options.client_id, "client_secret": options.client_secret}
    call = web_client(options, "", session).api_call("oauth.v2.access", data={**app, **given})
    return await await_answer(call)
