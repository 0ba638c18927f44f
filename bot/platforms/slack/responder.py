"""The answer to one inbound: where it was asked, or by DM when Slack no longer lets it be said there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.core.card import Card, Form, Picture, Text
from bot.core.errors import Refusal, log
from bot.core.reply import Answer, Profile, Responder
from bot.core.stock_cards import reopen_card
from bot.core.values import ChannelId, channel_id
from bot.platforms.port import Busy
from bot.platforms.slack.client import SlackMessages, not_sent, tried_once
from bot.platforms.slack.connection import await_answer
from bot.platforms.slack.error_mapping import Refused, Unreached, wait_for
from bot.platforms.slack.inbound import Route
from bot.platforms.slack.modal import Kept, view
from bot.platforms.slack.render import Message
from bot.platforms.traffic import Arrival, Question, Way

LIFE: Final = 900.0
"""Seconds for which an answer is still of use; a response URL would live for 1,800."""
TRIGGER: Final = 3.0
"""Seconds in which Slack lets a form be opened."""
HOME, DIRECT, HOOK, EPHEMERAL, DM = "home", "direct", "response_url", "ephemeral", "dm"
WHO_ORGANIZES: Final = (
    "Slack isn't telling me who organizes this group, so nothing was done. Try again in a minute."
)
UNKNOWN: Final = (
    "I can't find that channel in this workspace. Pick it from the list in the form; if it's a private one, type "
    "/invite @{me} in it first."
)
SILENT: Final = "Slack isn't telling me which channels there are. Try again in a minute."
PAGES: Final = 10
"""Of 999 channels each; Slack allows 20 in a minute."""


@dataclass(slots=True)
class SlackResponder(Responder):
    """Bound to one inbound. It was acknowledged before this began, so there is no hurry."""

    messages: SlackMessages
    route: Route
    question: Question
    _ts: str = ""
    """Of what was said in a DM."""

    async def admin(self) -> bool:
        """Whether the caller is an admin or an owner of the workspace.

        Raises:
            Refusal: Slack does not say: for want of a scope, or because it has trouble of its own.
        """
        try:
            user = await self.messages.web.user(self.route.user)
        except Refused as refused:
            if why := refused.without(self.messages.web.me.word):
                raise Refusal(f"I can't see who organizes this group. {why}") from None
            return False
        except (Busy, Unreached):
            raise Refusal(WHO_ORGANIZES) from None
        return any(bool(user.get(right)) for right in ("is_admin", "is_owner", "is_primary_owner"))

    async def profile(self) -> Profile:
        """The name that members see, since Slack's events say the handle at most, and their zone."""
        try:
            user = await self.messages.web.user(self.route.user)
        except (Refused, Busy, Unreached):
            return Profile()
        shown = user.get("profile") or {}
        name = shown.get("display_name") or shown.get("real_name") or user.get("name") or ""
        return Profile(name=str(name), zone=str(user.get("tz") or ""))

    async def find_channel(self, named: str) -> ChannelId:
        """A channel of the workspace, which is the only one that the token knows."""
        web = self.messages.web
        unknown = UNKNOWN.format(me=web.bot_name)
        try:
            by_name = named.startswith("#")
            shown = await (self._find_channel(named.removeprefix("#")) if by_name else web.channel(named))
        except Refused as refused:
            raise ValueError(refused.without(web.me.word) or unknown) from None
        except (Busy, Unreached):
            raise ValueError(SILENT) from None
        if shown is None or shown.get("is_im") or shown.get("is_mpim"):
            raise ValueError(unknown)
        if shown.get("is_archived"):
            raise ValueError("That channel is archived. Unarchive it first, or pick another one.")
        return channel_id(web.me.space, str(shown["id"]))

    async def _find_channel(self, name: str) -> Mapping[str, Any] | None:
        """The channel of that name; Slack gives no two of a workspace the same."""
        web, cursor = self.messages.web, ""
        kinds = "public_channel,private_channel" if "groups:read" in web.scopes else "public_channel"
        # a token of an organization is good for many workspaces
        asked: Any = {"types": kinds, "exclude_archived": True, "limit": 999, "team_id": web.me.team}
        for _ in range(PAGES):
            answer = await await_answer(web.client.conversations_list(**asked, cursor=cursor))
            named = (channel for channel in answer["channels"] if channel.get("name") == name)
            found: Mapping[str, Any] | None = next(named, None)
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if found or not cursor:
                return found
        return None

    async def send(self, answer: Answer) -> None:
        """Shows a form, which has no more fields than a modal takes, or says a card."""
        if isinstance(answer.body, Form):
            await self._form(answer.body, answer)
        else:
            await self._say(answer)

    # forms

    async def _form(self, form: Form, answer: Answer) -> None:
        """Opens the modal while Slack lets it be opened; after that a card with a button that does."""
        route, opens = self.route, self.messages.web.client.views_open
        if route.trigger:
            kept = Kept(
                payload=answer.payloads[0],
                path=form.call.path,
                hook=route.hook,
                channel=route.channel,
                thread=route.thread,
                message=route.message,
                alone=route.fleeting,
            )
            shown = view(form, kept)
            way = Way("form", lambda: await_answer(opens(trigger_id=route.trigger, view=shown)), TRIGGER)
            if await self.question.answer([way], wait_for) is not None:
                return
            log.info("slack.form", path=form.call.path)
        card = answer.model_copy(update={"body": reopen_card(form), "payloads": answer.payloads[1:2]})
        await self.send(card)

    # cards

    async def _say(self, answer: Answer) -> None:
        """Says a card where it was asked, or wherever else its reader can be reached; its files follow."""
        ways = list(self._ways(answer))
        arrival = await self.question.answer(ways, wait_for)
        if arrival is None:
            log.error("slack.unanswered", user=self.route.user, channel=self.route.channel)
            return
        if arrival.way != ways[0].name:
            log.warning("slack.answered_elsewhere", kind=arrival.way, channel=self.route.channel)
        await self._go_on(answer, arrival)
        things, again = answer.body.attachments, answer.again
        if not things or arrival.way == HOME:
            return
        thread = self.route.thread if arrival.way == DIRECT else ""
        for thing, why in await self.messages.send_files(things, arrival.ref or self.route.user, thread):
            lost = not_sent(thing, why, again.call if again else None)
            await self._say(Answer(body=lost, payloads=(again.payload,) if again else ()))

    async def _go_on(self, answer: Answer, arrival: Arrival) -> None:
        """The card of the same flow that was live here loses its buttons, unless this one has taken its place."""
        route, messages = self.route, self.messages
        if not answer.flow or route.home:
            return
        pressed = route.flow == answer.flow and not answer.replace
        if arrival.ref:
            if pressed and route.direct and route.bare is not None:
                messages.live.settle(arrival.ref, answer.flow, route.message)
                await messages.settle(arrival.ref, route.message, route.bare)
            thread = route.thread if arrival.way == DIRECT else ""
            await messages.follow(arrival.ref, answer.flow, self._ts, messages.draw(answer), thread)
        else:
            place = f"{route.channel}/{route.user}"
            before = messages.live.follow(place, answer.flow, "", self.messages.draw(answer).bare)
            if pressed and route.fleeting and before is not None:
                body = {"text": before[1].text, "blocks": before[1].blocks, "replace_original": True}
                with tried_once(route.channel):
                    await messages.web.respond(route.hook, body)

    def _ways(self, answer: Answer) -> Iterator[Way]:
        """The best one first."""
        route = self.route
        if route.home:
            yield Way(HOME, lambda: self.messages.publish(route.user, answer), LIFE)
        elif route.direct:  # somebody else's DM is reached by the response URL alone
            old = route.message if answer.replace else ""
            yield Way(DIRECT, lambda: self._say_in_dm(answer, route.channel, old), LIFE)
        if route.hook:
            yield Way(HOOK, lambda: self._respond(answer), LIFE)
        apart = Way(EPHEMERAL, lambda: self._say_ephemerally(answer), LIFE)
        if not route.direct and not route.hook:  # whoever named the bot in a channel is there
            yield apart
        if route.hook or route.home or route.thread or not route.direct:  # else that DM is where it was asked
            yield Way(DM, lambda: self._say_in_dm(answer), LIFE)
        if not route.direct and route.hook:  # shown only while they are online, so it comes last
            yield apart

    async def _say_in_dm(self, answer: Answer, channel: str = "", old: str = "") -> str:
        """In that DM or else the caller's own with the bot, perhaps in place of an `old` card; returns the DM."""
        messages, message = self.messages, self.messages.draw(answer)
        thread = self.route.thread if channel else ""
        channel = channel or self.route.user
        said = (
            messages.change(channel, old, message, thread) if old else messages.say(channel, message, thread)
        )
        self._ts = await said
        return messages.dm(channel)

    async def _say_ephemerally(self, answer: Answer) -> None:
        """Until they reload."""
        route, message = self.route, self._without_files(answer)
        said = self.messages.web.client.chat_postEphemeral(
            channel=route.channel,
            user=route.user,
            text=message.text,
            blocks=message.blocks,
            thread_ts=route.thread or None,
        )
        await await_answer(said)

    async def _respond(self, answer: Answer) -> str:
        """Returns the DM in which the answer took the place of the card that was pressed; "": it's a new one."""
        message, route = self._without_files(answer), self.route
        in_dm = answer.replace and route.direct and bool(route.message)
        body: dict[str, Any] = {"text": message.text, "blocks": message.blocks, "response_type": "ephemeral"}
        if route.thread:
            body["thread_ts"] = route.thread
        body["replace_original"] = in_dm or (answer.replace and route.fleeting)
        await self.messages.web.respond(route.hook, body)
        self._ts = route.message
        return route.channel if in_dm else ""

    def _without_files(self, answer: Answer) -> Message:
        """The card, with a line that says that its files are sent to the caller's DM."""
        things = answer.body.attachments
        if things and isinstance(answer.body, Card):
            what = ", ".join("the picture" if isinstance(one, Picture) else one.name for one in things)
            line = Text(line=(f"Sent to you as a DM: {what}.",))
            answer = answer.model_copy(update={"body": answer.body.plus(line)})
        return self.messages.draw(answer)
