"""Ids of our own, and the names that platforms use.

A group and a member have random ids; a space and an account are named by their platform, so the two can
never be mistaken for each other: a group may have several spaces, a member several accounts.
"""

from random import Random
from typing import NewType

GroupId = NewType("GroupId", str)
MemberId = NewType("MemberId", str)
SpaceId = NewType("SpaceId", str)
"""A workspace, a server or the terminal: `console:main`."""
AccountId = NewType("AccountId", str)
"""A person on one space: `console:main:alice`."""
ChannelId = NewType("ChannelId", str)
"""A channel of one space: `console:main:#general`."""

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def new_id(chance: Random, length: int = 10) -> str:
    """`length` characters of base 62 drawn from `chance` (10 characters are 59 bits)."""
    return "".join(chance.choices(_ALPHABET, k=length))


def space_id(platform: str, name: str) -> SpaceId:
    """The space `name` of `platform`."""
    return SpaceId(f"{platform}:{name}")


def account_id(space: SpaceId, name: str) -> AccountId:
    """The person `name` of `space`."""
    return AccountId(f"{space}:{name}")


def channel_id(space: SpaceId, name: str) -> ChannelId:
    """The channel `name` of `space`."""
    return ChannelId(f"{space}:{name}")


EVERYWHERE = "@"
"""In the place of a space: an account that is one and the same in all spaces of its platform."""


def is_global(account: AccountId) -> bool:
    """Whether the account belongs to no single space: a user who is the same in every server."""
    return space_of(account).endswith(f":{EVERYWHERE}")


def space_of(address: AccountId | ChannelId) -> SpaceId:
    """The space in which an account or a channel lives."""
    return SpaceId(address.rsplit(":", 1)[0])


def name_in(address: AccountId | ChannelId) -> str:
    """The platform's own name of an account or a channel."""
    return address.rsplit(":", 1)[1]


def platform_of(address: str) -> str:
    """The name of the platform: `console`."""
    return address.split(":", 1)[0]
