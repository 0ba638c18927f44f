"""The meaning of typed words: a Call that answers the open question with them, or one that does what they ask."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import get_args

from bot.context import Context
from bot.core.command import Args
from bot.core.dates import find_absence, find_date, find_time
from bot.core.text import Ambiguous
from bot.core.values import Call, Private
from bot.core.wall_time import DAY, local
from bot.core.zones import find_zones_in
from bot.pairing.hours import parse_hours, settle_near_days
from content.quiz import Choice, Ordering, Scenario
from content.search_terms import stem, words
from handlers.ask.calls import Ask
from handlers.checklist import calls as checklist
from handlers.checklist.records import read_day
from handlers.critique.calls import Bullet
from handlers.dm.intents import SHORT, Wish
from handlers.help.calls import Help
from handlers.member.calls import Interview, Pause, PauseAhead, PrivacyForget, PrivacyShow, Resume, Settings
from handlers.mocks import calls as mocks
from handlers.mocks.model import LATE_BY
from handlers.mocks.records import SEATS, mocks_of
from handlers.progress.calls import Progress
from handlers.quiz import answers
from handlers.quiz import calls as presses
from handlers.quiz import model as quiz
from handlers.quiz.calls import Quiz
from handlers.quiz.cards import QuestionView
from handlers.quiz.typed_answers import LONGEST, Again, read_number
from handlers.session.calls import Hint
from handlers.session.model import running_session
from handlers.stories.calls import StoryNew

# answers

LETTERS = "abcdef"
_AROUND = re.compile(
    r"i(?:'d|'ll|'m)?|it(?:'?s)?|that(?:'s)?|is|be|my|me|the|think|thought|guess|believe|say|said|go|going|with|would|"
    r"take|pick|probably|maybe|perhaps|surely|pretty|sure|definitely|option|choice|answer|letter|final|right|correct|"
    r"and|then"
)
"""Words around a letter that leave it an answer."""
_NUMBERED = re.compile(r"\b(?:option|choice|answer) ?(?:number |no\.? ?|#)?([1-6])\b")
_SENTENCE = re.compile(r"\b(?:([A-F])\b(?! [a-z]+ [a-z])|(?<!['’])([b-f])\b)")
"""A letter of an option within a sentence, not the article that begins one."""
_UNSURE = re.compile(r"\b(?:not|no|or|nor|neither|never|\w+n't)\b")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
_UNKNOWN = re.compile(
    r"(?:i ?)?(?:do ?n[o'’]?t know|dunno|(?:am |['’]m )?not sure)\W*|idk\W*|(?:i have )?no (?:idea|clue)\W*|pass\W*",
    re.IGNORECASE,
)
_HINT = re.compile(r"(?:\w+\W+){0,4}hint(?:\W+please)?\W*", re.IGNORECASE)
_NUMBER = re.compile(r"[$€£]? ?-?\d[\d.,]*(?:/\d+)? ?(?:%|[a-z]+(?:/[a-z]+)?)?", re.IGNORECASE)


ASIDE = ("not_now", "pause", "back", "undo", "done", "list", "thanks")
"""Intents that are about the list, in words that an option may have."""


async def open_question(ctx: Context) -> QuestionView | None:
    state = await answers.load_state(ctx)
    number = answers.open_number(ctx, state)
    if state.session is None or number is None:
        return None
    return answers.view_of(ctx, state.bank, state.session, number)


async def hint_of_mock(ctx: Context, typed: str) -> Call | None:
    """The next hint of the mock that the member is in, where that is all that they ask for."""
    live = await running_session(ctx.unit, ctx.member.id) if _HINT.fullmatch(typed) else None
    return Hint(session=live[0], number=min(live[1].hints + 1, 3)).call() if live else None


def read_answer(found: QuestionView, typed: str, wish: Wish) -> Call | None:
    """The answer that a text is by its form alone: letters, a number, or the words of one option. What is surely a
    `wish` for something else, such as "later", is none because an option has that word."""
    question, bare = found.question, typed.strip()
    if _UNKNOWN.fullmatch(bare):
        return _give(found, presses.Unknown)
    if _HINT.fullmatch(bare):
        return _give(found, presses.Hint)
    if letters := _only_letters(bare):
        return _give_letters(found, letters)
    if isinstance(question, Choice) and (
        letter := _letter_of(question, found.turn.order, bare, part=not (wish.sure and wish.intent in ASIDE))
    ):
        return _give_letters(found, [letter])
    return _give_number(found, bare)


def _only_letters(typed: str) -> list[str]:
    """The letters of a text in which nothing else is said: "b)", "a and c", "option 2", "I'd go with B"."""
    low = _NUMBERED.sub(lambda found: LETTERS[int(found[1]) - 1], typed.casefold().replace("’", "'"))
    said = [word for word in re.findall(r"[\w']+", low) if not _AROUND.fullmatch(word)]
    return said if all(word in LETTERS and len(word) == 1 for word in said) else []


def looks_like_one(typed: str) -> bool:
    """Whether a text is letters, one number or not knowing, and nothing else, whatever was asked."""
    return bool(_only_letters(typed) or _NUMBER.fullmatch(typed) or _UNKNOWN.fullmatch(typed))


def find_answer(found: QuestionView, typed: str) -> Call | None:
    """The answer within a sentence that is known to hold one; None where it can't be told."""
    if isinstance(found.question, Scenario):
        return _give(found, presses.Write, answer=Private(typed))
    is_one = found.question.kind in ("single", "sentence")
    letters = [letter.casefold() for one in _SENTENCE.findall(typed) for letter in one if letter]
    if not letters and is_one:  # "the second one", "the last"
        said = re.findall(r"\w+", typed.casefold())
        letters = [letter for letter, ordinal in zip(LETTERS, _ORDINALS, strict=True) if ordinal in said]
        letters += LETTERS[len(found.turn.order) - 1] if "last" in said and found.turn.order else ""
    if is_one and (len(set(letters)) > 1 or _UNSURE.search(typed.casefold())):
        return None
    if letters and isinstance(found.question, (Choice, Ordering)):
        return _give_letters(found, letters[:1] if is_one else letters)
    numbers = (_give_number(found, number[0]) for number in _NUMBER.finditer(typed))
    bare = (_give_number(found, number[0]) for number in re.finditer(r"\d[\d.,]*", typed))
    if found_one := next((call for call in (*numbers, *bare) if call), None):
        return found_one
    if found.question.kind == "numeric":  # which says what it can't read
        return _give(found, presses.Number, answer=Private(typed[:LONGEST]))
    return None


def _give_letters(found: QuestionView, letters: Sequence[str]) -> Call:
    if isinstance(found.question, Ordering):
        return _give(found, presses.Order, letters=Private(" ".join(letters)))
    if found.question.kind in ("single", "sentence") and len(letters) == 1:
        return _give(found, presses.Answer, option=letters[0])
    return _give(found, presses.Letters, letters=Private(" ".join(letters)))


def _give_number(found: QuestionView, typed: str) -> Call | None:
    if found.question.kind != "numeric" or len(typed) > LONGEST:
        return None
    try:
        read_number(typed)
    except Again:
        return None
    return _give(found, presses.Number, answer=Private(typed.strip()))


def _give(found: QuestionView, way: type[Args], **given: object) -> Call:
    return way.model_validate({**found.args, **given}).call()


def _letter_of(question: Choice, order: str, typed: str, *, part: bool) -> str:
    """The letter of the one option that these words are, or, as a `part`, that has them as words of its own."""
    texts = {one.key: " ".join(one.text.casefold().split()) for one in question.options}
    options = {letter: texts[key] for letter, key in zip(LETTERS, order, strict=False)}
    word = " ".join(typed.casefold().split()).strip(".!")
    whole = re.compile(rf"(?<!\w){re.escape(word)}(?![\w.,]*\w)")
    same = [letter for letter, text in options.items() if text.strip(".") == word]
    held = [letter for letter, text in options.items() if len(word) > 1 and whole.search(text)]
    chosen = same or (held if part else [])
    return chosen[0] if len(chosen) == 1 else ""


# wishes


class Review(Args, path="dm.review"): ...


Act = Callable[[Context, str], Call | Awaitable[Call]]
_LEAD = re.compile(
    r"[^\n:.\d]{0,40}\b(?:mine|my|this|here|here's|one|bullet|bullets)\b[^\n:.\d]{0,25}:\s*", re.IGNORECASE
)
"""What introduces a pasted text and isn't part of it."""
_NUMBERS = {"one": 1, "two": 2, "three": 3, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_ONE = re.compile(r"\bquestion\b", re.IGNORECASE)
_ALL = re.compile(r"\b(?:all|everything|both|every)\b")
_UNTIL = re.compile(r"\b(?:until|till)\s+(.{0,30}\d.{0,9})", re.IGNORECASE)
_BUT = re.compile(r"\b(?:but|except|not|open|isn't|without)\b")


def critique(_: Context, text: str) -> Call:
    return Bullet(text=Private(_LEAD.sub("", text, count=1) if _LEAD.match(text) else text)).call()


def check_story(_: Context, text: str) -> Call:
    """The story that was told; whoever only says that they have one is asked for it."""
    return StoryNew(text=Private(text) if len(text.split()) > SHORT else None).call()


def start_quiz(ctx: Context, text: str) -> Call:
    """On the topic that is named, if one is; of one question, if no more is asked for."""
    found = quiz.find_topics_in(text, quiz.Bank.of(ctx.content).topics())
    topic = found[0] if found else None
    return (Quiz(topic=topic, count=1) if _ONE.search(text) else Quiz(topic=topic)).call()


async def show_list(ctx: Context, text: str) -> Call:
    """Today's list, or the plan where another day or the plan is named; who has fewer minutes now than the list
    takes gets its first task that fits."""
    date = find_date(text, ctx.today)
    if (date is not None and date > ctx.today) or re.search(r"\b(?:plan|week)\b", text.casefold()):
        return checklist.Plan().call()
    day, end = await read_day(ctx), find_time(text, ctx.now)
    minutes = (end - ctx.now).total_seconds() / 60 if end else day.left
    fitting = [row for row in day.open if row.minutes <= minutes < day.left]
    return (checklist.Begin(ref=fitting[0].ref) if fitting else checklist.Today()).call()


async def tick_off(ctx: Context, text: str) -> Call:
    """The tasks whose numbers or words are named; for none, the one that is open or the choice."""
    low = text.casefold()
    day = await read_day(ctx)
    titled = [row.ref for row in day.open if row.task.title.casefold() in low]
    if len(titled) == 1:  # a title may hold a number or the word "every"
        return checklist.Done(item=titled[0]).call()
    numbers = [int(n) for n in re.findall(r"(?<!\w)-\d+|\d+", low)] or [
        _NUMBERS[w] for w in re.findall(r"[a-z]+", low) if w in _NUMBERS
    ]
    if _BUT.search(low):
        return checklist.Today().call()  # which of them, the buttons say
    known = [n for n in numbers if 0 < n <= len(day.rows)]
    if known:
        return checklist.Done(item=",".join(map(str, known))).call()
    if any(numbers):
        return checklist.Done(item=str(max(numbers))).call()  # there's none of that number, and it says so
    if _ALL.search(low):
        return checklist.Done(item="all").call()
    said = set(map(stem, words(text)))
    shared = {row.ref: len(said.intersection(map(stem, words(row.task.title)))) for row in day.open}
    named = [ref for ref, count in shared.items() if count == max(shared.values()) > 0]
    return checklist.Done(item=named[0] if len(named) == 1 else "").call()


def put_off(ctx: Context, text: str) -> Call:
    """Later today, or tomorrow; a day further ahead is a pause."""
    now = local(ctx.now, ctx.member.zone)
    date = find_date(text, ctx.today)
    if date is not None and date > ctx.today + DAY:
        return Pause(until=date).call()
    if date is not None:
        return checklist.Tomorrow().call()
    at = find_time(text, now)
    return checklist.Later(at=at.time() if at is not None and at.date() == now.date() else None).call()


def pause(ctx: Context, text: str) -> Call:
    """A pause of the days that are named, or for good ("until further notice"); the command refuses a day that
    can't be."""
    since, until = find_absence(text, ctx.today)
    if since is not None:
        return PauseAhead(since=since, until=until).call()
    if until is not None:
        return Pause(until=until).call()
    named = _UNTIL.search(text)
    return Pause().call().model_copy(update={"values": {"until": named[1]}} if named else {})


def save_date(ctx: Context, text: str) -> Call:
    """The day that is named, as what it is; where none can be read, the form of the settings."""
    date = find_date(text, ctx.today)
    if date is None or date < ctx.today:
        return Settings().call(ask=True)
    event = next((kind for kind in get_args(Interview) if kind in text.casefold()), None)
    return Settings(date=date, event=event).call()


def set_zone(_: Context, text: str) -> Call:
    """The zone of the one place that is named; else the form of the settings."""
    found = find_zones_in(text)
    return Settings(zone=found[0]).call() if len(found) == 1 else Settings().call(ask=True)


async def show_mocks(ctx: Context, text: str) -> Call:
    """One's mocks with what can be done about each, or the hours that are named; who isn't in joins first."""
    if await SEATS.get(ctx.unit, ctx.member.id) is None:
        return mocks.Join().call()
    return _hours_in(settle_near_days(text, ctx.today)) or mocks.History().call()


async def _be_there(ctx: Context) -> Call | None:
    """What somebody means who says that they're here: the clock that waits for them, or their mock at its time."""
    if await running_session(ctx.unit, ctx.member.id):
        return Resume().call()
    me, mine = ctx.member.id, await mocks_of(ctx.unit, ctx.member.id)
    begun = (key for key, mock in mine.items() if mock.at - LATE_BY <= ctx.now and mock.is_expected(ctx.now))
    return next((mocks.Here(mock=key).call() for key in begun if me not in mine[key].here), None)


async def read_hours(ctx: Context, text: str) -> Call | None:
    """The hours that a text is by its form alone, of somebody who is in the mock rounds."""
    return None if await SEATS.get(ctx.unit, ctx.member.id) is None else _hours_in(text)


def _hours_in(text: str) -> Call | None:
    """Hours with a number, for "sat morning" may mean something else, or for a week that is named."""
    try:
        named = bool(parse_hours(text).week or re.search(r"\d", text))
    except Ambiguous:
        named = True  # the command asks
    except ValueError:
        return None
    return mocks.Hours().call().model_copy(update={"values": {"windows": text}}) if named else None


ACTS: Mapping[str, Act] = {
    "bullet": critique,
    "story": check_story,
    "ask": lambda _, text: Ask(question=Private(text)).call(),
    "help": lambda _, text: Help(topic=text[:200]).call(),
    "practice": start_quiz,
    "list": show_list,
    "done": tick_off,
    "not_now": put_off,
    "pause": pause,
    "back": lambda _, __: Resume().call(),
    "undo": lambda _, __: checklist.Undo().call(),
    "mock": show_mocks,
    "progress": lambda _, __: Progress().call(),
    "forget": lambda _, __: PrivacyForget().call(),
    "privacy": lambda _, __: PrivacyShow().call(),
    "date": save_date,
    "settings": lambda _, __: Settings().call(ask=True),
    "zone": set_zone,
    "leave": lambda _, __: PrivacyForget().call(),
    "cancel": lambda _, __: mocks.History().call(),
    "review": lambda _, __: Review().call(),
}
"""Intent -> what its button does; the others are answered by a card."""


async def call_of(ctx: Context, intent: str, text: str, asked: QuestionView | None = None) -> Call | None:
    """What a wish does, `asked` a question or not; None where a card says it all."""
    if intent == "answer" and asked is not None:
        return presses.Next().call()
    if intent not in ACTS:
        return None
    if intent == "back" and not ctx.member.has_pause(ctx.today):
        return await _be_there(ctx)  # else a greeting
    found = ACTS[intent](ctx, text)
    return found if isinstance(found, Call) else await found
