"""Pure: pages of members, and what channels are called."""

from collections.abc import Iterable

from bot.core.ids import MemberId
from bot.core.member import Member

PAGE = 5


def page_of(members: Iterable[Member], page: int) -> tuple[list[Member], bool]:
    """Members by the time they joined, a page of them counted from 1, and whether there are more."""
    everyone = _in_order(members)
    start = (page - 1) * PAGE
    return everyone[start : start + PAGE], start + PAGE < len(everyone)


def page_with(members: Iterable[Member], member: MemberId) -> int:
    """The page on which a member stands; the first for who stands on none."""
    place = next((n for n, m in enumerate(_in_order(members)) if m.id == member), 0)
    return place // PAGE + 1


def _in_order(members: Iterable[Member]) -> list[Member]:
    return sorted(members, key=lambda m: (m.joined, m.id))


def called(name: str, *, here: bool) -> str:
    """What a channel is called on a card: its name, or for one that only has an id, which one it is."""
    if name.startswith("#"):
        return name
    return "this channel" if here else "the channel you chose"
