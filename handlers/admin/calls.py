"""What organisers can ask."""

from typing import Annotated

import holidays
from pydantic import Field

from bot.core import kinds
from bot.core.args import Args
from bot.core.kinds import Kind, Zone
from bot.core.private import Private


def _read_country(text: str) -> str:
    code = text.strip().upper()
    if code in ("", "NONE"):
        return ""
    if code not in holidays.list_supported_countries():
        raise ValueError(
            f"'{code[:20]}' is no country code that I know. Write two letters such as US or DE, or none."
        )
    return code


def _read_channel(text: str) -> str:
    name = text.strip()
    if not name.startswith("#") or len(name) < 2 or not all(_in_a_name(c) for c in name[1:]):
        raise ValueError("That is no name of a channel. Write it with its #, such as #prep.")
    return name


def _in_a_name(character: str) -> bool:
    """Emoji and every script are allowed; the marks by which an address is written or text is marked up are not."""
    return character.isprintable() and not character.isspace() and character not in ":/@<>,;#`*\"'\\"


Channel = Annotated[str, Kind("channel", _read_channel, example="#prep", longest=80)]
Country = Annotated[str, Kind("country", _read_country, example="US", write=lambda code: code or "none")]


class Setup(Args, path="admin.setup"):
    channel: Channel | None = Field(None, description="Where I post")
    zone: Zone | None = Field(None, description="The group's time zone")
    country: Country | None = Field(None, description="Whose public holidays, or none")


class PostInvitation(Args, path="admin.post"):
    pass


class EditInvitation(Args, path="admin.invitation"):
    text: Annotated[Private[str] | None, kinds.text(400)] = Field(
        None, description="The invitation's own words"
    )


class Invitation(Args, path="admin.invite"):
    """The post with [Join]."""


class Members(Args, path="admin.members"):
    page: int = Field(1, ge=1, le=1000, description="Page of the list")


class Health(Args, path="admin.health"):
    pass


class Report(Args, path="admin.report"):
    """Counts of the last seven days, and nothing about anybody."""
