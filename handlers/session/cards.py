"""All words of the clock: the start, the stages, the time that is left, the end."""

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from bot.core.card import (
    Block,
    Button,
    Card,
    File,
    Line,
    buttons,
    card,
    code,
    details,
    line,
    pairs,
    quote_lines,
    small,
)
from bot.core.member import Member
from bot.core.rounds import round_name
from bot.core.text import many, shorten, wrap_lines
from bot.core.values import Call
from content.mocks import Brief, name_test_file, write_test_file
from content.models import RoundStage
from handlers.mocks.view import HISTORY, list_people, person
from handlers.session import calls
from handlers.session.model import BLIND, MOST_EXTRA, WARNINGS, Mark, Scene, stage_at

ASK = 3
"""Lines that a question may take on a stage's card."""


# the buttons


def _controls(scene: Scene) -> list[Button | None]:
    key = scene.key
    stop = calls.Stop(session=key).button("Stop here", spoken="Stop the session")
    if scene.session.paused:
        return [calls.Resume(session=key).button("Continue", spoken="Start the clock again"), stop]
    plus = calls.Plus(session=key).button("Plus 5", spoken="Five minutes more")
    return [
        calls.Pause(session=key).button("Pause", spoken="Pause the clock"),
        plus if scene.session.extra < MOST_EXTRA else None,
        stop,
    ]


def _swap(scene: Scene) -> Button | None:
    return calls.Swap(session=scene.key).button("Swap roles") if scene.swaps else None


def _help(scene: Scene) -> list[Button | None]:
    if scene.brief is None:
        return []
    following = scene.session.hints + 1
    label = "Get the tests" if scene.session.alone else "Send the tests"
    tests = calls.SendTests(session=scene.key).button(label)
    return [
        calls.Hint(session=scene.key, number=following).button(f"Hint {following}")
        if following <= len(scene.brief.hints)
        else None,
        calls.FollowUps(session=scene.key).button("Follow-ups"),
        tests if scene.brief.tests else None,
    ]


# the start


def clock_start(scene: Scene) -> Card:
    """To each of them, when the clock starts."""
    first, length = scene.plan.plan[0], many(scene.plan.lengths()[0], "minute")
    said = f"0:00 {first.title}, {length}. The clock is running: {round_name(scene.session.round)}."
    return card(said, _who(scene), buttons(*_controls(scene), _swap(scene)))


def _who(scene: Scene) -> Line:
    if scene.session.alone:
        return ("Speak aloud. The question comes with the next stage, by DM.",)
    answers, asks = person(scene.people[0]), person(scene.people[1])
    return line(answers, " answers, ", asks, " interviews. Stages go to ", asks, " alone.")


def clock(scene: Scene, me: Member, minute: int) -> Card:
    """How far it is; the stage only to those who see stages."""
    state = "is paused at" if scene.session.paused else "is running:"
    helped = scene.sees_stages(me)
    return card(
        f"The clock {state} minute {minute} of {scene.plan.minutes}.",
        pairs(("Stage", stage_at(scene.plan, minute).title)) if helped else None,
        buttons(*_controls(scene), *(_help(scene) if helped else ()), _swap(scene)),
    )


# the stages


def stage(scene: Scene, mark: Mark, *, asked: bool) -> Card:
    """To the interviewer (or to the one who is alone): what begins now. `asked`: the question comes with it."""
    said = _stage(scene, mark, asked=asked)
    if mark.hint is not None:
        said.append(shorten(f"Hint: {mark.hint.text}"))
    if mark.left in WARNINGS:
        said.append(WARNINGS[mark.left])
    return card(*said, buttons(*_help(scene), *_controls(scene)))


def _stage(scene: Scene, mark: Mark, *, asked: bool) -> list[Block | str]:
    if mark.stage is None:
        return []
    head = f"{mark.minute}:00 {mark.stage.title}, {many(mark.length, 'minute')}."
    if not (asked and scene.brief):
        return [head, *wrap_lines(_what(scene, mark.stage))]
    question = quote_lines(scene.brief.question)
    if scene.session.alone:
        return [f"{head} Your question:", *question]
    return [f"{head} Ask:", *question[: ASK + 1], shorten(f"Good: {scene.brief.good[0]}")]


def _what(scene: Scene, stage: RoundStage) -> str:
    """What is done at a stage: alone as the plan says it for one, else as the brief or the plan has it."""
    if scene.session.alone:
        return stage.alone or stage.what
    said = scene.brief.stages if scene.brief else ()
    return next((one.say for one in said if one.minute == stage.minute), stage.what)


def hint(scene: Scene, brief: Brief, number: int) -> Card:
    return card(
        f"Hint {number} of {len(brief.hints)}.",
        brief.hints[number - 1].text,
        None if scene.session.alone else "Say it once, then wait.",
        buttons(*_help(scene)),
    )


def follow_ups(scene: Scene, brief: Brief) -> Card:
    return card(
        "When there is time left, ask one of these:",
        *brief.follow_ups,
        buttons(calls.Clock(session=scene.key).button("The clock")),
    )


def tests(scene: Scene, brief: Brief) -> Card:
    """To the one who pressed: alone the tests themselves, else a copy of what was sent."""
    if scene.session.alone:
        return tests_to_run(brief)
    return card(
        line(person(scene.people[0]), " has the tests now. Here's your copy."),
        "Look at each failure together: is it the code, or a different reading of the question?",
        _test_file(brief),
        buttons(*_help(scene)),
    )


def tests_to_run(brief: Brief) -> Card:
    """The tests, and how to run them."""
    return card(
        "Here are the tests for your code.",
        "Save them next to your code, which they import from solution.py. Then run:",
        code(f"python {name_test_file(brief)}"),
        _test_file(brief),
    )


def _test_file(brief: Brief) -> File:
    count = brief.tests.count("\ndef test_")
    data = write_test_file(brief).encode()
    return File(name=name_test_file(brief), about=f"{count} tests in Python", data=data)


def time(left: int) -> Card:
    return card(WARNINGS[left])


# what was pressed


Change = Literal["pause", "resume", "plus"]
_CHANGES: Mapping[Change, str] = {
    "pause": "Paused at minute {}. Either of you can press Continue; after an hour it ends.",
    "resume": "The clock is running again from minute {}.",
    "plus": "Five more minutes: everything still to come starts later.",
}


def change(scene: Scene, what: Change, minute: int) -> Card:
    """To all of them, when one has pressed."""
    return card(_CHANGES[what].format(minute), buttons(*_controls(scene)))


def swap(scene: Scene, me: Member) -> Card:
    """The second half is ready; its interviewer has a question of their own."""
    reads = scene.sees_stages(me)
    answers, asks = person(scene.people[0]), person(scene.people[1])
    return card(
        line("Roles swapped: ", answers, " answers now, ", asks, " interviews."),
        "Your brief is coming by DM. Take five minutes to read it."
        if reads
        else line(asks, " reads the brief first, for five minutes."),
        buttons(calls.Begin(session=scene.key).button(f"Start ({scene.plan.minutes} min)", style="main")),
    )


# the end


def end(scene: Scene, me: Member, minute: int) -> Card:
    """To each of them; alone one rates oneself."""
    ended = "Time." if minute >= scene.plan.minutes else f"Stopped at minute {minute}."
    if scene.session.alone:
        first = f"{ended} How did it go? Rating yourself takes a minute, and only you see it."
        return card(
            first,
            _anchors(scene),
            buttons(
                Button(label="Rate myself", call=_feedback(scene), style="main"),
                calls.Solo().button("Practice another", ask=True),
            ),
        )
    said = line(f"{ended} Feedback for ", list_people(scene.others(me)), " takes 2 minutes.")
    return card(
        said,
        small(f"It opens when everybody's is in, or {BLIND // dt.timedelta(hours=1)} hours from now."),
        _anchors(scene) if scene.sees_stages(me) else None,
        buttons(Button(label="Start feedback", call=_feedback(scene), style="main"), _swap(scene), HISTORY),
    )


def _anchors(scene: Scene) -> Card | None:
    """What marks mean on this question, for somebody who is about to give them."""
    if scene.brief is None:
        return None
    anchors = scene.brief.anchors
    return details("What marks mean on this question:", pairs(("A 2", anchors.two), ("A 4", anchors.four)))


def _feedback(scene: Scene) -> Call:
    return Call(path="feedback.step", values={"session": scene.key})
