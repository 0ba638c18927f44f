"""The answer to one inbound: where it was asked, and by DM where Slack does not let it be said there any more."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

import structlog

from bot.core.card import Card, Form, Text
from bot.core.clock import Clock
from bot.core.errors import Refusal
from bot.core.faults import log_bug
from bot.core.forms import reopening
from bot.core.reply import Answer, Reader, Visible
from bot.platforms.port import Busy
from bot.platforms.slack import words
from bot.platforms.slack.deliver import Deliverer
from bot.platforms.slack.files import Parcels, apart, named
from bot.platforms.slack.modal import Kept, view
from bot.platforms.slack.post import Post
from bot.platforms.slack.render import Message, render
from bot.platforms.slack.route import Route
from bot.platforms.slack.scopes import purpose
from bot.platforms.slack.text import Look
from bot.platforms.slack.web import Refused

PATIENT: Final = 60.0
"""Seconds that an answer waits when Slack asks for it."""
log = structlog.get_logger("loopmate")


@dataclass(frozen=True, slots=True)
class Desk:
    """What responders share."""

    post: Post
    parcels: Parcels
    deliverer: Deliverer
    clock: Clock
    word: str


@dataclass(slots=True)
class SlackResponder:
    """Bound to one inbound. It was acknowledged before this began, so there is no hurry."""

    desk: Desk
    route: Route
    patience: float | None = None

    async def defer(self, visible: Visible) -> None:
        """Slack shows nothing for an answer on its way."""

    async def drop(self) -> None:
        """Nothing was shown that would have to be taken back."""

    async def admin(self) -> bool:
        """Whether the caller is an admin or an owner of the workspace.

        Raises:
            Refusal: Slack does not say, for want of a scope.
        """
        web = self.desk.post.web
        try:
            user = (await web.ask(web.client.users_info(user=self.route.user)))["user"]
        except Refused as refused:
            if refused.error == "missing_scope":
                raise Refusal(f"I cannot see who organises this group. {purpose(refused.needed)}") from None
            return False
        return any(bool(user.get(right)) for right in ("is_admin", "is_owner", "is_primary_owner"))

    async def send(self, answer: Answer) -> None:
        """Shows a form, or says a card; what breaks a limit of Slack's is made up for by words, never by silence."""
        try:
            await self._sent(answer)
        except ValueError as error:
            log_bug(error, "slack.limit")
            await self.tell(words.failed())

    async def _sent(self, answer: Answer) -> None:
        if isinstance(answer.body, Form):
            await self._form(answer.body, answer)
        else:
            await self._card(answer.body, answer)

    async def tell(self, card: Card) -> None:
        """A card of the platform's own, which has no buttons."""
        await self._card(card, Answer(body=card, reader=Reader()))

    # forms

    async def _form(self, form: Form, answer: Answer) -> None:
        """Opens the modal while Slack lets it be opened; after that a card with a button that does."""
        if self.route.trigger and await self._opened(form, answer.payloads[0]):
            return
        card = answer.model_copy(update={"body": reopening(form), "payloads": answer.payloads[1:2]})
        await self.send(card)

    async def _opened(self, form: Form, payload: str) -> bool:
        web, route = self.desk.post.web, self.route
        kept = Kept(
            payload=payload,
            path=form.call.path,
            hook=route.hook,
            channel=route.channel,
            message=route.message,
            alone=route.alone,
        )
        try:
            await web.ask(web.client.views_open(trigger_id=route.trigger, view=view(form, kept)))
        except (Refused, Busy) as error:
            log.info("slack.form", error=str(error))
            return False
        return True

    # cards

    async def _card(self, card: Card, answer: Answer) -> None:
        if self.route.home:
            await self.desk.post.publish(self.route.user, self.desk.deliverer.home(answer))
        elif self.route.direct:
            await self._directly(card, answer)
        elif answer.visible == "channel":
            await self._in_channel(card, answer)
        else:
            await self._for_caller(card, answer)

    async def _directly(self, card: Card, answer: Answer) -> None:
        """In the DM in which it was asked; somebody else's DM is reached by the response URL alone."""
        message = self._rendered(answer)
        channel = self.route.channel
        try:
            channel = channel or await self._patiently(lambda: self.desk.post.dm(self.route.user))
            await self._patiently(lambda: self._say(channel, message, answer))
        except Refused as refused:
            log.warning("slack.dm", channel=channel, error=refused.error)
            await self._for_caller(card, answer)
            return
        await self._hand_over(card, channel)

    async def _say(self, channel: str, message: Message, answer: Answer) -> str:
        if answer.replace and self.route.message:
            return await self.desk.post.change(channel, self.route.message, message)
        return await self.desk.post.say(channel, message)

    async def _in_channel(self, card: Card, answer: Answer) -> None:
        """For everybody. A picture goes into the thread of its message, which has to be the bot's own for that."""
        things = apart(card)
        if things and (ts := await self._posted(answer)):
            await self._hand_over(card, self.route.channel, ts)
            return
        body = self._hooked(self._rendered(answer, things), "in_channel")
        replace = answer.replace and not self.route.fleeting
        if await self._respond(body | {"replace_original": replace}):
            await self._by_dm(card, things)
        elif not await self._posted(answer):
            await self._fallback(card, answer)

    async def _posted(self, answer: Answer) -> str:
        """The `ts` of the message in the channel, or nothing where the bot may not post."""
        message = self._rendered(answer)
        try:
            return await self._patiently(lambda: self.desk.post.say(self.route.channel, message))
        except Refused as refused:
            log.info("slack.channel", channel=self.route.channel, error=refused.error)
            return ""

    async def _for_caller(self, card: Card, answer: Answer) -> None:
        """For the caller alone; by DM when the response URL is spent, too old, or was never there."""
        things = apart(card)
        body = self._hooked(self._rendered(answer, things), "ephemeral")
        replace = answer.replace and self.route.fleeting
        if await self._respond(body | {"replace_original": replace}):
            await self._by_dm(card, things)
        else:
            await self._fallback(card, answer)

    def _hooked(self, message: Message, kind: str) -> dict[str, Any]:
        body: dict[str, Any] = {"text": message.text, "blocks": message.blocks, "response_type": kind}
        return body | ({"thread_ts": self.route.thread} if self.route.thread else {})

    async def _respond(self, body: dict[str, Any]) -> bool:
        if not self.route.hook:
            return False
        sent = await self.desk.post.web.respond(self.route.hook, body)
        if not sent:
            log.info("slack.response_url", channel=self.route.channel)
        return sent

    async def _fallback(self, card: Card, answer: Answer) -> None:
        message = self._rendered(answer)
        try:
            channel = await self._patiently(lambda: self.desk.post.dm(self.route.user))
            await self._patiently(lambda: self.desk.post.say(channel, message))
        except Refused as refused:
            log.warning("slack.unanswered", user=self.route.user, error=refused.error)
            return
        await self._hand_over(card, channel)

    # what is sent apart

    async def _by_dm(self, card: Card, things: tuple[Any, ...]) -> None:
        if not things:
            return
        try:
            channel = await self.desk.post.dm(self.route.user)
        except Refused as refused:
            await self._not_sent(named(things), purpose(refused.needed) if refused.needed else refused.error)
            return
        await self._hand_over(card, channel)

    async def _hand_over(self, card: Card, channel: str, thread: str = "") -> None:
        for failed in await self.desk.parcels.send(apart(card), channel, thread):
            await self._not_sent(failed.what, failed.why)

    async def _not_sent(self, what: str, why: str) -> None:
        await self.tell(words.not_sent(what, why))

    # rendering

    def _rendered(self, answer: Answer, things: tuple[Any, ...] = ()) -> Message:
        """The card; `things` are sent to the caller's DM, and a line says so."""
        if things and isinstance(answer.body, Card):
            line = Text(line=(words.HERE.format(what=named(things)),))
            answer = answer.model_copy(update={"body": answer.body.plus(line)})
        return render(answer, Look(answer.reader.zone, self.desk.clock.now(), self.desk.word))

    async def _patiently(self, call: Callable[[], Awaitable[str]]) -> str:
        """Once more when Slack asks for patience."""
        try:
            return await call()
        except Busy as busy:
            if busy.seconds > PATIENT:
                raise
            await asyncio.sleep(busy.seconds)
            return await call()
