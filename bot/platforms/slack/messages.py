"""Messages on their way to Slack: into a DM, a group DM or a channel, with the id of what they mean."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import structlog

from bot.platforms.pace import PATIENT, Pace
from bot.platforms.port import Busy, PlatformServices
from bot.platforms.slack.render import Message
from bot.platforms.slack.web import Refused, Web

log = structlog.get_logger("loopmate")

EVENT_TYPE: Final = "loopmate_entry"
"""Of the metadata by which a message is found again."""
OPENINGS, OPENED_AT_ONCE = 0.75, 5
"""Conversations opened a second, and at once: Slack takes about 50 a minute."""
DMS = 10_000
"""Conversations remembered."""
NOT_THERE: Final = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
"""The message that was to be changed is not there any more, or cannot be changed."""


class SlackMessages:
    """Sends messages through one connection."""

    def __init__(self, web: Web, services: PlatformServices) -> None:
        self.web = web
        self._services = services
        self._opening = Pace(OPENINGS, OPENED_AT_ONCE, services.clock.monotonic)
        self._conversations: dict[tuple[str, ...], str] = {}

    def know(self, user: str, channel: str) -> None:
        """The DM with a person was opened before, by whichever process."""
        self._conversations.setdefault((user,), channel)

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
            await self._services.sleep(wait)
            answer = await self.web.ask(self.web.client.conversations_open(users=list(users)))
            if len(self._conversations) >= DMS:
                del self._conversations[next(iter(self._conversations))]
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
            await self.web.ask(
                self.web.client.chat_update(channel=channel, ts=ts, text=message.text, blocks=message.blocks)
            )
        except Refused as refused:
            if refused.error not in NOT_THERE:
                raise
            log.info("slack.deleted", channel=channel, message=ts)
            return await self.say(channel, message)
        return ts

    async def publish(self, user: str, blocks: Sequence[Mapping[str, Any]]) -> None:
        """Shows something in a person's App Home."""
        view = {"type": "home", "blocks": list(blocks)}
        await self.web.ask(self.web.client.views_publish(user_id=user, view=view))
