"""Pure: pages of members, health in words."""

from collections.abc import Iterable

from bot.core.member import Member

PAGE = 5


def page_of(members: Iterable[Member], page: int) -> tuple[list[Member], bool]:
    """Members by the time they joined, a page of them counted from 1, and whether there are more."""
    everyone = sorted(members, key=lambda m: (m.joined, m.id))
    start = (page - 1) * PAGE
    return everyone[start : start + PAGE], start + PAGE < len(everyone)
