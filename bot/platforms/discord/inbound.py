"""What people do on Discord, as Inbounds. Pure: an interaction's JSON goes in, what it means comes out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, Literal

from bot.core.card import Card, card
from bot.core.kinds import Upload, pick
from bot.core.reply import Chosen, Inbound, Pressed, Signal, Submitted
from bot.core.values import EVERYWHERE, AccountId, Call, ChannelId, SpaceId, account_id, channel_id, space_id
from bot.platforms.discord.modal import read_custom_id, read_fields
from bot.platforms.download import FileRef

NAME: Final = "discord"
CRITIQUE = "Critique with Loopmate"
"""The command in a message's context menu."""
COMMAND, PRESS, TYPING, FORM = 2, 3, 4, 5
"""Types of interactions."""
NO_WORDS: Final = card("That message has no text, so there's nothing to critique.")
NOT_YOURS: Final = card(
    "That message is somebody else's. I only critique what you wrote yourself.",
    "Open the menu of your own message, in a channel or in our DM.",
)
_MENU = 3
_SUB, _GROUP, _USER, _FILE = 1, 2, 6, 11


@dataclass(frozen=True, slots=True)
class Happening:
    """One interaction. `guild` is None in a DM, where nobody organizes anything.

    `message` is Discord's id of the card of ours that it came from, or that opened the form, and `components` are
    that card's, as Discord hands them back; `alone`: only the caller sees that card.
    """

    id: str
    kind: int
    user: str
    name: str = field(repr=False)
    channel: str
    guild: str | None = None
    place: str = field(default="", repr=False)
    manages: bool = False
    guest: Literal["", "guest", "homeless"] = ""
    """Whether somebody brought the bot along to where it isn't a member, or to its DM."""
    alone: bool = False
    message: str = ""
    components: Sequence[Mapping[str, Any]] = field(default=(), repr=False)
    data: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def account(self) -> AccountId:
        return account_of(self.user)

    @property
    def space(self) -> SpaceId | None:
        return space_id(NAME, self.guild) if self.guild and self.guest != "guest" else None


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody asks for, and the file that belongs to it."""

    signal: Signal
    file: FileRef | None = None


def account_of(user: str) -> AccountId:
    """A Discord user: one account for all servers."""
    return account_id(space_id(NAME, EVERYWHERE), user)


def guild_channel(guild: str, channel: str) -> ChannelId:
    return channel_id(space_id(NAME, guild), channel)


def build_inbound(happening: Happening, signal: Signal, upload: Upload | None = None) -> Inbound:
    guild = happening.guild
    return Inbound(
        event=f"{NAME}/{happening.id}",
        account=happening.account,
        name=happening.name,
        channel=guild_channel(guild, happening.channel) if guild else None,
        signal=signal,
        organiser=bool(guild) and happening.manages,
        upload=upload,
        space=happening.space,
        place=happening.place,
        guest=happening.guest,
    )


def read(happening: Happening, word: str) -> Heard | Card:
    """What a command, a press or a form asks for, or a card that says why nothing; `word` is the root word of
    commands.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it is of another shape than Discord sends now.
    """
    data = happening.data
    if happening.kind == COMMAND:
        return _menu(happening) if data.get("type", 1) == _MENU else _command(data, word)
    if happening.kind == FORM:
        return _form(data)
    if happening.kind == PRESS:
        payload = str(data["custom_id"])
        is_marked = payload[1:2] == "|" and payload[:1].isdecimal()  # tells a button from its equal
        return Heard(Pressed(payload=payload[2:] if is_marked else payload))
    raise ValueError("no kind of interaction that is known")


def _menu(happening: Happening) -> Heard | Card:
    data = happening.data
    message = data["resolved"]["messages"][data["target_id"]]
    if message["author"]["id"] != happening.user:
        return NOT_YOURS
    text = str(message.get("content") or "")
    return Heard(Chosen(call=Call(path="bullet", values={"text": text}))) if text.strip() else NO_WORDS


def _command(data: Mapping[str, Any], word: str) -> Heard:
    path, options = path_of(data, word)
    files = [_file(data, str(o["value"])) for o in options if o["type"] == _FILE]
    values = {str(o["name"]): _text(o) for o in options if o["type"] != _FILE}
    return Heard(Chosen(call=Call(path=path, values=values)), files[0] if files else None)


def path_of(data: Mapping[str, Any], word: str) -> tuple[str, list[Mapping[str, Any]]]:
    """The dotted path that a command's data names, and its options."""
    words = ["admin"] if data["name"] == f"{word}-admin" else []
    options = list(data.get("options") or [])
    while options and options[0]["type"] in (_SUB, _GROUP):
        words.append(str(options[0]["name"]))
        options = list(options[0].get("options") or [])
    return ".".join(words), options


def _text(option: Mapping[str, Any]) -> str:
    """An option's value as one would type it: Discord sends numbers as numbers, and people as ids."""
    value = option["value"]
    if option["type"] == _USER:
        return pick(str(value))
    return f"{Decimal(str(value)):f}" if isinstance(value, float) else str(value)


def _form(data: Mapping[str, Any]) -> Heard:
    page, payload = read_custom_id(str(data["custom_id"]))
    values, upload = read_fields(list(data.get("components") or []))
    file = _file(data, upload) if upload else None
    return Heard(Submitted(payload=payload, values=values, page=page), file)


def _file(data: Mapping[str, Any], attachment: str) -> FileRef:
    return file_ref(data["resolved"]["attachments"][attachment])


def file_ref(attachment: Mapping[str, Any], *, others: bool = False) -> FileRef:
    return FileRef(str(attachment["filename"]), int(attachment["size"]), str(attachment["url"]), others)


def read_typing(happening: Happening, word: str) -> tuple[str, str, str]:
    """The path, the field and the text of somebody who is typing an option; raises as `read` does."""
    path, options = path_of(happening.data, word)
    (focused,) = (o for o in options if o.get("focused"))
    return path, str(focused["name"]), str(focused.get("value") or "")


def suggestions(found: Iterable[str]) -> list[dict[str, str]]:
    """At most 25 choices; one that is too long for Discord is left out, for cut it would mean something else."""
    return [{"name": text, "value": text} for text in found if 1 <= len(text) <= 100][:25]
