"""A group whose channel has just got its question of the day: for stories and for what looks behind them."""

from content.quiz import Choice
from handlers.channel.model import DAYS, Day
from handlers.quiz import records as quiz
from handlers.quiz.model import Learner
from tests.records import id_of, unit_of
from tests.world import Shown, Somebody, World

TODAY = "2026-11-24"


async def set_up(who: Somebody) -> Shown:
    """The group's channel and times as the bot proposes them; the card that says so."""
    await who.say("/prep-admin setup")
    return await who.press("Use these settings")


async def organizer(w: World) -> Somebody:
    """alice, who hasn't joined, after the set-up of the channel that she is in."""
    alice = w.person("alice", organiser=True)
    await set_up(alice)
    return alice


async def begun(w: World, *names: str, **plan: str) -> tuple[Somebody, list[Somebody]]:
    """A group whose channel has just got its question, at nine in UTC on Tuesday."""
    alice = await w.member("alice", "UTC", organiser=True)
    people = [await w.member(name, "Asia/Kolkata") for name in names]
    await set_up(alice)
    words = " ".join(f"{k}={v}" for k, v in ({"time": "09:00", "days": "daily", "on": "on"} | plan).items())
    shown = await alice.say(f"/prep-admin quiz {words}")
    assert "is on: 09:00 in UTC" in shown.text
    await w.advance(hours=1)
    return alice, people


async def day_of(w: World, name: str = TODAY) -> tuple[Day, Choice]:
    unit = await unit_of(w)
    day = await DAYS.get(unit, name)
    assert day
    question = (await quiz.bank(unit, w.app.content))[0].questions[day.question]
    assert isinstance(question, Choice)
    return day, question


async def letters(w: World) -> tuple[str, str]:
    """A right letter and a wrong one."""
    day, question = await day_of(w)
    marks = {key: chr(ord("A") + at) for at, key in enumerate(day.order)}
    wrong = next(key for key in day.order if key not in question.answer)
    return marks[question.answer[0]], marks[wrong]


async def learner(w: World, person: Somebody) -> Learner:
    return await quiz.learner(await unit_of(w), await id_of(w, person))


def last(w: World, words: str) -> Shown:
    """The newest post of the channel that says these words."""
    return next(s for s in reversed(w.channel) if words in s.text)
