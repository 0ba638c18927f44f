"""One person of a workspace: what they do, and what they see."""

import re

from bot.platforms.slack.manifest import CRITIQUE
from tests.platforms.slack import payloads
from tests.platforms.slack.methods import user_object
from tests.platforms.slack.mrkdwn import escape
from tests.platforms.slack.sockets import Ack
from tests.platforms.slack.state import Conversation, File, Hook, Json, Message, User, View
from tests.platforms.slack.uploads import file_object
from tests.platforms.slack.views import view_object
from tests.platforms.slack.workspace import Workspace
from tests.seen import Seen, Where

REQUIRED = "Please complete this required field."
SPACE = re.compile("[ \u00a0]")
SMART = str.maketrans({"'": "’", " ": "\u00a0"})


def smart(text: str) -> str:
    """A text as a phone's keyboard makes it: curly quotes, and spaces that do not break."""
    pieces = text.split('"')
    curly = "".join(piece + ("“" if place % 2 == 0 else "”") for place, piece in enumerate(pieces[:-1]))
    return (curly + pieces[-1]).translate(SMART)


class Member:
    """`seen` is the whole screen, the newest last."""

    def __init__(self, workspace: Workspace, user: User) -> None:
        self.workspace, self.user = workspace, user
        self.team = workspace.team

    @property
    def seen(self) -> list[Seen]:
        return list(self.workspace.seen(self.user))

    async def sees(self, words: str, where: Where | None = None) -> Seen:
        """The newest card or form with these words in it, or as its title; waits for it."""

        def found() -> Seen | None:
            fits = (one for one in reversed(self.seen) if words in f"{one.title}\n{one.text}")
            return next((one for one in fits if where in (None, one.where)), None)

        found_one = await self.workspace.slack.until(found, f"{self.user.name} should see {words!r}")
        assert found_one is not None
        return found_one

    def place(self, channel: str | None) -> Conversation:
        """A channel by its name; None is the bot's DM."""
        return self.team.direct([self.user.id]) if channel is None else self.workspace.channel(channel)

    def _hook(self, place: Conversation, message: str = "") -> str:
        made: Hook = self.team.hook(self.user.id, place.id, message)
        return f"{self.workspace.slack.root}/hooks/{made.id}"

    async def slash(self, typed: str, channel: str | None = "general") -> Ack:
        """A slash command as typed; Slack hands on & < > as &amp; &lt; &gt;."""
        command, _, text = SPACE.sub(" ", typed, count=1).partition(" ")
        place = self.place(channel)
        said = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        payload = payloads.slash(self.team, self.user, place, command, said, self._hook(place))
        ack = await self.workspace.send("slash_commands", payload)
        if ack.payload:
            self.workspace.slack.complain(f"a command was acknowledged with a payload: {ack.payload}")
        return ack

    async def press(self, label: str, on: Seen | None = None, nth: int = 1) -> Ack:
        """Presses a button: on that card, or on the newest that has it, or on the nth newest."""
        cards = [on] if on else [one for one in reversed(self.seen) if label in one.labels]
        assert len(cards) >= nth, f"{self.user.name} sees no [{label}]; there is\n" + "\n".join(
            one.text for one in self.seen
        )
        card = cards[nth - 1]
        assert label in card.labels, f"[{label}] is not on this card:\n{card.text}"
        if card.ref in self.team.views:
            view = self.team.views[card.ref]
            block, element = _button(view.body["blocks"], label)
            payload = payloads.press_home(self.team, self.user, view, block, element)
        else:
            channel, _, ts = card.ref.partition(":")
            message = next(m for m in self.team.messages if (m.channel, m.ts) == (channel, ts))
            block, element = _button(message.blocks, label)
            hook = self._hook(self.team.conversations[channel], ts)
            payload = payloads.press(self.team, self.user, message, block, element, hook)
        ack = await self.workspace.send("interactive", payload)
        if ack.payload:
            self.workspace.slack.complain(f"a press was acknowledged with a payload: {ack.payload}")
        return ack

    @property
    def modal(self) -> View | None:
        """The form on top of the screen."""
        views = [v for v in self.team.views.values() if v.user == self.user.id and v.body["type"] == "modal"]
        return max((v for v in views if v.open), key=lambda v: v.turn, default=None)

    async def fill(self, **values: str | tuple[str, bytes]) -> dict[str, str]:
        """Fills the open form and submits it; answers what was refused, by field. Empty: it is closed.

        A select takes a value or a label, checkboxes several with commas, a file its name and content.
        """
        view = self.modal
        assert view, f"{self.user.name} has no form open"
        given = self._given(view, values)
        problems = _incomplete(view, given)
        if not problems:
            payload = payloads.submission(self.team, self.user, view, given)
            ack = await self.workspace.send("interactive", payload)
            problems = self._follow(view, ack) if ack.ok else {"": ack.why}
        view.problems = problems
        self.workspace.slack.changes.happened()
        return problems

    def _given(self, view: View, values: dict[str, str | tuple[str, bytes]]) -> Json:
        files = {
            name: self._file(*one, shared=[]) for name, one in values.items() if not isinstance(one, str)
        }
        words = {name: one for name, one in values.items() if isinstance(one, str)}
        given = payloads.filled(view, words | {name: file.id for name, file in files.items()})
        for state in (state for inside in given.values() for state in inside.values()):
            if "files" in state:
                state["files"] = [self._shown(self.team.files[one["id"]]) for one in state["files"]]
            if "selected_user" in state:  # people are listed by name
                named = (one.id for one in self.team.users.values() if one.name == state["selected_user"])
                state["selected_user"] = next(named, state["selected_user"])
        return given

    def _follow(self, view: View, ack: Ack) -> dict[str, str]:
        """What the acknowledgement of a form tells Slack to do."""
        action = ack.payload.get("response_action")
        if not ack.payload:
            view.open = False
        elif action == "errors":
            return self._errors(view, dict(ack.payload.get("errors") or {}))
        else:
            self.workspace.slack.complain(f"unknown acknowledgement of a form: {ack.payload}")
        return {}

    def _errors(self, view: View, errors: dict[str, str]) -> dict[str, str]:
        known = {block["block_id"]: block for block in view.body["blocks"] if block["type"] == "input"}
        if not errors or set(errors) - set(known) or not all(errors.values()):
            self.workspace.slack.complain(f"errors of a form must name its inputs: {errors}")
        return {
            known[key]["element"].get("action_id", key) if key in known else key: v
            for key, v in errors.items()
        }

    def says(self, text: str, channel: str = "general") -> Message:
        """Speech in a channel: the bot does not hear it."""
        return self.team.post(self.place(channel).id, self.user.id, escape(text))

    async def names(self, text: str, channel: str = "general", below: Message | None = None) -> Message:
        """Speech in a channel that names the bot where it says @Loopmate, or in the thread below a message there."""
        words = escape(text).replace("@Loopmate", f"<@{self.team.bot.id}>")
        thread = below.ts if below else ""
        message = self.team.post(self.place(channel).id, self.user.id, words, thread_ts=thread)
        await self.workspace.event(payloads.naming(self.team, message))
        return message

    async def dm(self, text: str, below: Message | None = None) -> Message:
        """Words typed in the bot's DM, or in the thread below a message there."""
        thread = below.ts if below else ""
        message = self.team.post(self.place(None).id, self.user.id, escape(text), thread_ts=thread)
        await self.workspace.event(payloads.typed(self.team, message, []), "message.im")
        return message

    async def correct(self, text: str) -> None:
        """Other words for what they typed last in the bot's DM; with the same ones a preview appears."""
        place = self.place(None).id
        last = next(m for m in reversed(self.team.messages) if (m.channel, m.user) == (place, self.user.id))
        await self.workspace.event(payloads.corrected(self.team, last, escape(text)), "message.im")

    async def upload(self, name: str, data: bytes, text: str = "", *more: tuple[str, bytes]) -> Message:
        """Files put into the bot's DM, with words or without."""
        place = self.place(None)
        files = [self._file(*one, [place.id]) for one in ((name, data), *more)]
        message = self.team.post(place.id, self.user.id, escape(text), files=[file.id for file in files])
        typed = payloads.typed(self.team, message, [*map(self._shown, files)])
        await self.workspace.event(typed, "message.im")
        return message

    def _file(self, name: str, data: bytes, shared: list[str]) -> File:
        number = f"F{self.team.next():08d}"
        made = File(number, name, self.user.id, len(data), data=data, complete=True, shared=shared)
        self.team.files[made.id] = made
        return made

    def _shown(self, file: File) -> Json:
        return self.workspace.slack.filled(file_object(self.team, file))

    async def shortcut(self, message: Message) -> Ack:
        """The app's shortcut on a message."""
        hook = self._hook(self.team.conversations[message.channel])
        payload = payloads.shortcut(self.team, self.user, message, CRITIQUE, hook)
        return await self.workspace.send("interactive", payload)

    async def open_home(self, tab: str = "home") -> None:
        """Opens the app's Home, or its Messages."""
        home = next(
            (v for v in self.team.views.values() if v.user == self.user.id and v.body["type"] == "home"), None
        )
        shown = {"view": view_object(self.team, home)} if home else {}
        about = {
            "user": self.user.id,
            "channel": self.place(None).id,
            "tab": tab,
            "event_ts": self.team.stamp(),
        }
        await self.workspace.event({"type": "app_home_opened"} | about | shown)

    def reload(self) -> None:
        """Slack starts anew: ephemeral messages and open forms are gone."""
        for message in self.team.messages:
            message.gone = message.gone or message.only_for == self.user.id
        for view in self.team.views.values():
            view.open = view.open and (view.user != self.user.id or view.body["type"] == "home")

    def erase(self, seen: Seen) -> None:
        """An admin deletes one of the bot's messages."""
        channel, _, ts = seen.ref.partition(":")
        message = self.team.find(channel, ts)
        assert message, f"there is no message {seen.ref}"
        message.gone = True

    async def leave(self) -> None:
        """Leaves the workspace: the account is deactivated."""
        self.user.deleted = True
        shown = user_object(self.team, self.user)
        await self.workspace.event({"type": "user_change", "user": shown, "event_ts": self.team.stamp()})


def _button(blocks: list[Json], label: str) -> tuple[Json, Json]:
    for block in blocks:
        for element in block.get("elements", ()):
            if element.get("type") == "button" and element["text"]["text"] == label:
                return block, element
    raise AssertionError(f"no button [{label}]")


def _incomplete(view: View, values: Json) -> dict[str, str]:
    """What Slack's own client refuses before anything is sent."""
    problems = {}
    for block in view.body["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        ((name, state),) = values[block["block_id"]].items()
        said = next((value for key, value in state.items() if key != "type"), None)
        if not said and not block.get("optional", False):
            problems[name] = REQUIRED
        elif isinstance(said, str) and len(said) > element.get("max_length", 3000):
            problems[name] = f"at most {element.get('max_length', 3000)} characters"
    return problems
