"""All words of the question of the day."""

import datetime as dt
from calendar import day_name
from collections.abc import Mapping, Sequence

from bot.core.card import (
    Button,
    Card,
    Chart,
    Instant,
    Item,
    Line,
    Person,
    Picture,
    Point,
    Text,
    buttons,
    card,
    join_parts,
    line,
    quote,
    small,
    some_of,
)
from bot.core.dates import name_days
from bot.core.errors import Refusal
from bot.core.layout import LINES, PHONE
from bot.core.text import all_of, many, one_line, shorten, wrap_lines
from bot.core.values import Call
from content.quiz import Choice, name_topic
from handlers.channel.calls import Answer, Board, DrawTeams, Mine, Name, Schedule, Wrong
from handlers.channel.model import FEW, Day, Plan, Score, Standing, outcome, share
from handlers.quiz.calls import UNKNOWN
from handlers.quiz.cards import Row, lines, option, option_rows, page_rows

NAME = 24
"""Characters of a name on the board."""
NAMED = 6
"""Names on the card of the week."""
ANSWER = 90
"""Characters of the answer that is revealed."""
RIGHT, OTHER = 3, 1
"""Styles of the picture: a bar's color and shape; its label says the same in a word."""
BOARD = Board().button("The board")


def letter(day: Day, key: str) -> str:
    """The letter on the card of an option's key."""
    return chr(ord("A") + day.order.index(key))


def key_of(day: Day, pressed: str) -> str:
    """The option's key behind a letter that was pressed, or UNKNOWN; "" where the card has no such letter."""
    if pressed == UNKNOWN:
        return UNKNOWN
    at = ord(pressed) - ord("a")
    return day.order[at] if at < len(day.order) else ""


# asking


def question_rows(question: Choice, order: str) -> list[Row] | None:
    """The question and its options, one line less than a card holds; None when they need more."""
    rows: list[Row] = list(lines(f"Question of the day, {name_topic(question.topic)}. {question.stem}"))
    if question.sentence:
        rows += lines(f"“{question.sentence}”")
    room = LINES - 1 - len(rows)
    options = option_rows(question, order, room)
    return [*rows, *options] if len(options) <= room else None


def day_question(question: Choice, day: Day, name: str) -> Card:
    shown, _ = page_rows(question_rows(question, day.order) or [])
    said = ("Open until ", Instant(at=day.closes), ". Nobody else sees your answer.")
    marks = [chr(ord("a") + at) for at in range(len(day.order))]
    row = [(mark, mark.upper(), f"Answer {mark.upper()}") for mark in marks]
    answers = [
        Answer.model_validate({"day": name, "option": key}).button(label, spoken=spoken)
        for key, label, spoken in (*row, (UNKNOWN, "I don't know", ""))
    ]
    return shown.plus(small(*said), buttons(*answers))


def answer_receipt(day: Day, key: str, *, before: str, named: bool) -> Card:
    """What was pressed, until when it can be changed, and who will see it."""
    said = _answer_text(day, key)
    first = {key: f"That's already your answer: {said}.", "": f"Noted: {said}."}.get(
        before, f"Changed: {said}." + (f" Before, it was {_answer_text(day, before)}." if before else "")
    )
    names = "Your name is on the board." if named else "Your name isn't shown anywhere."
    return card(
        first,
        line("You can change it until ", Instant(at=day.closes), ", when the answer is posted."),
        small(f"Nobody sees what you pressed. {names}"),
        buttons(name_button(named=named)),
    )


def _answer_text(day: Day, key: str) -> str:
    return "I don't know" if key == UNKNOWN else letter(day, key)


def name_button(*, named: bool) -> Button:
    return Name(on=not named).button("Remove my name" if named else "Put my name on the board")


def name_receipt(*, on: bool) -> Card:
    shown = "Your name is on the board now, with how many questions of the day you had right."
    said = shown if on else "Your name is off the board. Your answers stay yours alone."
    return card(said, "Nobody sees your individual answers.", buttons(BOARD, name_button(named=on)))


# what can't be answered anymore


def refuse_closed(day: Day, name: str) -> Refusal:
    said = "That question of the day is closed, so this doesn't count. What you pressed in time does."
    if day.state == "counted":
        return Refusal(said, Mine(day=name).call(), "My answer, all reasons")
    return Refusal(said, Board().call(), "The board")


def refuse_open() -> Refusal:
    """Nothing is explained while others may still answer."""
    said = "The question of the day is still open. Its answer is posted when it closes."
    return Refusal(said, Board().call(), "The board")


def refuse_changed() -> Refusal:
    said = "That question was changed or taken back, so nothing counts for it."
    return Refusal(said, Board().call(), "The board")


# closing


def reveal(
    question: Choice, day: Day, name: str, standings: Sequence[Standing], names: Mapping[str, str]
) -> Card:
    """The right answer, how often each was pressed, why, and who leads."""
    total = sum(day.counts.values())
    right = sum(count for key, count in day.counts.items() if outcome(question, key) == "right")
    key = letter(day, question.answer[0])
    enough = total >= FEW
    few = f"Fewer than {FEW} answered, so the counts stay private."
    had = f"{right} of {total} had it." if enough else few
    text = next(option.text for option in question.options if option.key == question.answer[0])
    ahead = [one for one in standings if one.score.right]
    return card(
        f"Closed: the right answer is {key}.",
        _reminder(question),
        shorten(f"{key}: {text}", ANSWER),
        *wrap_lines(question.explanation),
        small(had, *((" ", *_leaders(ahead, names)) if ahead else ())),
        picture(question, day) if enough else None,
        buttons(Mine(day=name).button("My answer, all reasons"), BOARD, _wrong(name)),
    )


def _reminder(question: Choice) -> Text:
    """The question on two lines of a phone: its readers have seen it."""
    return quote(shorten(question.sentence or question.stem, 2 * PHONE))


def picture(question: Choice, day: Day) -> Picture:
    """Bars, the right one named so in its label; the alt text says all numbers."""
    total, points, parts = sum(day.counts.values()), list[Point](), list[str]()
    for key in day.order:
        count, right = day.counts.get(key, 0), key in question.answer
        label = f"{letter(day, key)}{', right' if right else ''}: {count}"
        points.append(Point(x=count, y=0, label=label, style=RIGHT if right else OTHER))
        parts.append(f"{letter(day, key)} {count} ({share(count, total)}%)")
    unknown = f"don't know: {day.counts.get(UNKNOWN, 0)}"
    points.append(Point(x=day.counts.get(UNKNOWN, 0), y=0, label=unknown, style=0))
    title = f"Question of the day: {total} answers"
    chart = Chart(kind="bars", title=title, x="members", y="", points=tuple(points))
    key = letter(day, question.answer[0])
    pressed = f"Pressed: {', '.join(parts)}; {unknown}."
    return Picture(chart=chart, alt=f"Bars of how many pressed what. {pressed} {key} is right.")


def _leaders(standings: Sequence[Standing], names: Mapping[str, str]) -> Line:
    best = [line(_person(names, s.member), f" {_score(s.score)}") for s in standings[:3]]
    return line("The board: ", join_parts(best, "; "), ".")


def _person(names: Mapping[str, str], member: str) -> Person:
    return Person(name=one_line(names.get(member, "someone"), NAME))


def _score(found: Score) -> str:
    return f"{found.right} of {found.answered}"


def _wrong(name: str) -> Button:
    return Wrong(day=name).button("This question is wrong")


def withdrawal(opened: dt.datetime) -> Card:
    day = Instant(at=opened, style="day")
    return card(
        line("I withdrew the question of the day from ", day, ". It doesn't count for anyone."),
        "It was wrong, or was changed while it was open. The next one comes as planned.",
    )


def correction_news(question: Choice, day: Day) -> Card:
    """Tells the channel that a key was wrong."""
    right = sum(count for key, count in day.counts.items() if outcome(question, key) == "right")
    total = sum(day.counts.values())
    counts = f" {right} of {total} had it." if total >= FEW else ""
    news = f" the right answer is {letter(day, question.answer[0])}.{counts}"
    return card(
        line("Corrected: for the question of ", Instant(at=day.opened, style="day"), news),
        "All scores were counted again. Thank you for the report.",
        buttons(BOARD),
    )


def mine(question: Choice, day: Day, name: str, key: str, page: int) -> Card:
    """One's own answer, the question, and why each option is right or wrong."""
    right = letter(day, question.answer[0])
    said = f"You pressed {_answer_text(day, key)}." if key else "You didn't answer this one."
    first = f"You're right: it's {right}." if outcome(question, key) == "right" else f"{said} It's {right}."
    shown, on = card(first, _reminder(question), *wrap_lines(question.explanation)), True
    if page > 1:
        whys = {letter(day, o.key): f"{o.text}. {o.why}" for o in question.options}
        rows: list[Row] = [item for mark in sorted(whys) for item in option(mark, whys[mark])]
        shown, listed = page_rows([(f"{first} Why, letter by letter:",), *rows], page - 1)
        on = listed.more
    following = Mine(day=name, page=page + 1).button("More", spoken="More of these reasons")
    return shown.plus(buttons(following if on else None, BOARD, _wrong(name)))


def report_receipt(*, again: bool) -> Card:
    noted = "Noted: this question may be wrong. The organizers see how many people say so, not who."
    first = "You have called this question wrong before, and that counts." if again else noted
    return card(first, "If it's voided, it's taken out of every score.", buttons(BOARD))


# the board


def board(
    standings: Sequence[Standing],
    names: Mapping[str, str],
    me: str,
    *,
    named: bool,
    own: Score,
    teams: Mapping[int, Score],
    team: int,
) -> Card:
    """The best of the last 30 days among those who want to be seen, one's own place, and the teams."""
    counts = f"You: {own.right} right of {own.answered}."
    yours = counts if own.answered else "You have no counted answer yet."
    best = [
        Item(line=line(_person(names, s.member), f", {_score(s.score)} right"), mark=f"{s.place}")
        for s in standings[:3]
    ]
    rows: list[Row] = [line(f"Question of the day, the last 30 days. {yours}"), *best]
    rows.append(line(_own(standings, me, named=named)))
    rows += [line(_teams(teams, team))] if teams else []
    return page_rows(rows)[0].plus(buttons(name_button(named=named)))


def _own(standings: Sequence[Standing], me: str, *, named: bool) -> str:
    place = next((s.place for s in standings if s.member == me), None)
    if place is not None:
        return f"Your place: {place} of {len(standings)} who put their names here."
    if named:
        return "Your name comes here with your first counted answer."
    return "Your name isn't on the board: only people who want to be seen are."


def _teams(teams: Mapping[int, Score], team: int) -> str:
    ranked = sorted(teams, key=lambda t: (-share(teams[t].right, teams[t].answered), t))
    shares = {
        t: f"has {share(s.right, s.answered)}% right" if s.answered else "has no answers yet"
        for t, s in teams.items()
    }
    said = ", ".join(f"team {t} {shares[t]}" for t in ranked)
    return f"By share, not size: {said}." + (f" Yours is team {team}." if team else "")


# the organizer


def schedule(plan: Plan, upcoming: dt.datetime | None, zone: str, channel: bool, *, saved: bool) -> Card:
    """What is posted when, and how to change it."""
    state = "on" if plan.on else "off"
    first = "Saved. The question of the day is" if saved else "The question of the day is"
    extras = [f"{plan.teams} balanced teams"] if plan.teams else []
    extras += [] if plan.case is None else [f"committee night on {day_name[plan.case]}s"]
    have = "You have" if plan.on else "Once it's on, you have"
    beyond = f"{have} {all_of(extras)}." if extras else "You can add teams and a committee night."
    return card(
        f"{first} {state}: {plan.at:%H:%M} in {zone}, {name_days(plan.days)}.",
        f"It stays open for 24 hours. {beyond}",
        line("Next: ", Instant(at=upcoming), ".") if plan.on and upcoming else None,
        None if channel else "I have no channel to post in yet. Set me up first.",
        buttons(
            Schedule(on=not plan.on).button(
                "Turn the question off" if plan.on else "Turn the question on",
                style="plain" if plan.on else "main",
            ),
            Schedule().button("Change the schedule", ask=True),
            DrawTeams().button("Draw new teams") if plan.teams else None,
        ),
    )


def teams_receipt(count: int, teams: int) -> Card:
    first = f"I drew {teams} new teams, balanced by score, from {many(count, 'member')} on the board."
    return card(first, buttons(BOARD))


# the week


def week_summary(
    answers: int, mocks: int, best: tuple[str, int], names: Sequence[str], plan: Plan, today: int | None
) -> Card:
    """What the group did, who wants to be named for it, and what comes next. `best`: who gained most, and how many
    questions, which may be none; `today`: the weekday, 0 is Monday; None: the week has ended already."""
    over = today is None
    gained = f", {many(best[1], 'question')} more right."
    did = [f"answered {many(answers, 'question')}"] if answers else []
    did += [f"did {many(mocks, 'mock')}"] if mocks else []
    night = f"committee night on {day_name[plan.case]}" if plan.on and plan.case is not None else None
    coming = [*filter(None, [night]), *(["the question of the day"] if plan.on else []), "new mock partners"]
    later = plan.case is not None and today is not None and plan.case > today
    return card(
        f"{'Last' if over else 'This'} week you {all_of(did)}.",
        line("Strongest improvement: ", Person(name=best[0]), gained) if best[1] else None,
        _named(names) if names else None,
        f"Still to come: {night}." if night and later else None,
        f"{'This' if over else 'Next'} week: {all_of(coming)}.",
        buttons(
            Button(label="Answer a question", call=Call(path="quiz", values={"count": "1"}), style="main"),
            Button(label="Find a partner", call=Call(path="mock.join")),
        ),
    )


def _named(names: Sequence[str]) -> Line:
    """Those who practiced and let the channel name them."""
    return line("With ", some_of([Person(name=name) for name in names], NAMED), ".")


# a channel that is closed


def closed_channel(why: str, invite: str) -> Card:
    """To an organizer, once."""
    return card(
        "I can't post in your group's channel.",
        remedy(why, invite),
        "I'll keep trying, and DMs go on meanwhile.",
        buttons(
            Button(label="Look again", call=Call(path="admin.health"), style="main"),
            Button(label="Set up", call=Call(path="admin.setup")),
        ),
    )


def remedy(why: str, invite: str) -> str:
    """Why nothing can be posted, in a sentence with what to do; platforms say it in a word or in a sentence. `invite`
    is what brings the bot into a channel, where that's typed in the channel itself."""
    match why:
        case "archived":
            return "It's archived. Unarchive it, or press Set up to choose another."
        case "deleted":
            return "It's deleted. Press Set up to choose another."
        case "removed" | "":
            typing = f", by typing {invite} in it," if invite else ""
            return f"I'm not in it anymore. Invite me again{typing} or press Set up to choose another."
    return why
