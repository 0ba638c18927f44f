"""Two diligent weeks, and who drills beside the list."""

import datetime as dt
from collections import Counter
from itertools import pairwise

from tests.world import Somebody, World

BEGINS = dt.datetime(2026, 11, 23, 6, tzinfo=dt.UTC)


def heads(who: Somebody) -> list[str]:
    return [shown.text.splitlines()[0].partition(",")[0] for shown in who.inbox]


async def practice(who: Somebody) -> None:
    """A question, and whatever of the list is ticked off by a word."""
    await who.say("/prep quiz count=1")
    await who.press("I don't know")
    await who.say("/prep done all")


async def test_a_diligent_fortnight_is_a_list_a_study_day_and_a_few_warm_lines(w: World) -> None:
    carol = await w.member("carol", "UTC")
    lists = []
    for day in range(14):
        await w.advance(hours=3)
        if day % 7 < 5:
            lists.append(carol.inbox[-1].text.splitlines()[1:3])
            await practice(carol)
        await w.advance(hours=21)
    counts = Counter(heads(carol))
    print(f"14 diligent days, {len(carol.inbox)} messages: {dict(counts)}")
    assert counts["Today"] == 10
    assert counts["A three-day streak."] == counts["A seven-day streak."] == 1
    assert len(carol.inbox) <= 14
    assert all(one != two for one, two in pairwise(lists))
    assert "10-day streak." in (await carol.say("/prep today")).text
    await practice(carol)
    await w.advance(hours=4)
    assert "Two weeks of practice." in heads(carol)


async def test_who_drills_beside_the_list_keeps_its_length(w: World) -> None:
    who = {name: await w.member(name, "UTC") for name in ("driller", "idler")}
    lists: dict[str, str] = {}
    for _ in range(5):
        await who["driller"].say("/prep quiz count=5")
        await who["driller"].press("I don't know")
        for _ in range(4):
            await who["driller"].press("Next question")
            await who["driller"].press("I don't know")
        await who["idler"].say("/prep today")
        await w.advance(days=1)
        lists = {name: lists.get(name, "") + (await one.say("/prep today")).text for name, one in who.items()}
    assert lists["idler"].count("Shorter today") == 1, "said once, where it's news"
    assert "Shorter today" not in lists["driller"]
