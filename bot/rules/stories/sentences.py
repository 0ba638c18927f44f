"""Longer texts: their sentences, the labeled sections of a story, how long they take to say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.rules.facts import Amount, Section, SectionName
from bot.rules.words.tokens import IDENT, NUMBER, PUNCT, WORD, Normal, Token, span_of

WORDS_A_MINUTE = 150
TITLES = frozenset(
    ["dr", "mr", "mrs", "ms", "prof", "ing", "lic", "eng", "mgr", "dipl", "capt", "sgt", "lt", "sr"]
)
PER = frozenset(["per", "a", "each", "every", "/"])
ABBREVIATIONS = TITLES | frozenset(["st", "e", "g", "i", "a", "p", "vs", "approx", "no"])
SECTIONS: dict[SectionName, str] = {
    "situation": "s, situation, context, background, problem, the problem, challenge, scene, setting, starting point",
    "task": "t, task, tasks, my task, goal, my goal, objective, target, my job, role, my role, assignment, ask",
    "action": "a, action, actions, my action, my actions, approach, my approach, did, what i did, steps, solution",
    "result": "r, result, results, the result, my result, outcome, outcomes, impact, in the end, effect, "
    "status, end, result first, the result first, outcome first, end first, the end first, bottom line, upshot, "
    "the bottom line, the upshot, punchline, short version, the short version, it ended well, it went well, "
    "how it ended, how it ends, happy end, happy ending, long story short, the ending",
    "lesson": "l, learning, learnings, lesson, lessons, lesson learned, lessons learned, what i learned, takeaway",
}
Label = SectionName | Literal[""]
LABELS = {label: name for name, labels in SECTIONS.items() for label in labels.split(", ")}
LONGEST = 3  # words of a label
ENDS = frozenset([":", "-", "—", ")", "]", "/", "\n", "."])
WRAPS = frozenset(["*", "#", "_", "(", "[", ">", "•", "-"])
STARTERS = frozenset([
    "so", "well", "ok", "okay", "basically", "honestly", "anyway", "anyhow", "then", "right",
    "yes", "yeah", "hi", "hello", "hey", "sure", "also", "next", "and", "but",
])  # fmt: skip
SINGULAR = frozenset(["i", "my", "me", "mine", "myself", "i'm", "i've", "i'd", "i'll"])
PLURAL = frozenset(["we", "our", "us", "ours", "we've", "we'd", "we're"])


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens `first` to `last` (not included); `label` is the section that it's in, if the text has any."""

    first: int
    last: int
    label: Label = ""


def sentences(tokens: Sequence[Token], *, halves: bool = False) -> list[Sentence]:
    """The sentences in order, without labels such as "Situation:". A single label names its own sentence only, unless
    it opens the end. With `halves` a semicolon or a dash ends one, too."""
    found: list[Sentence] = []
    start = 0
    label: Label = ""
    named: set[str] = set()
    opened_at: set[int] = set()
    small = is_small(tokens)
    for at in range(len(tokens) + 1):
        if at < len(tokens) and not _ends(tokens, at, start, small=small, halves=halves):
            continue
        opened, after = _label(tokens, start, min(at + 1, len(tokens)))
        if opened:
            label, start = opened, after
            named.add(opened)
            opened_at.add(after)
        start = _past_starters(tokens, start, at)
        if any(token.kind != PUNCT for token in tokens[start:at]):
            found.append(Sentence(start, at, label))
        start = at + 1
    first = found[0].first in opened_at if found else False  # "Result first: ..." tells it before all else
    if len(named) > 1 or (named <= {"result"} and not first):
        return found
    return [one if one.first in opened_at else Sentence(one.first, one.last) for one in found]


def _past_starters(tokens: Sequence[Token], start: int, end: int) -> int:
    """Past the words that only set in: "So, basically, I ..."."""
    at = start
    while at < end - 1 and (tokens[at].key in STARTERS or (at > start and tokens[at].key == ",")):
        at += 1
    return at


def is_small(tokens: Sequence[Token]) -> bool:
    """Written without capitals: a sentence begins small too."""
    return any(token.raw == "i" for token in tokens) or bool(tokens and tokens[0].raw[:1].islower())


def _ends(tokens: Sequence[Token], at: int, start: int, *, small: bool, halves: bool) -> bool:
    """A line break, or a mark after which the text goes on with a capital, a digit or nothing."""
    token = tokens[at]
    if token.key == "\n" or (halves and token.key in (";", "—")):
        return True
    if token.key not in (".", "!", "?"):
        return False
    before = tokens[max(at - 2, start)]
    unit = before.kind == NUMBER or before.key in PER  # "50 ms." and "$4 a ms." end with no title
    if at > start and tokens[at - 1].key in ABBREVIATIONS and token.key == "." and not unit:
        return False
    if at + 1 >= len(tokens):
        return True
    if tokens[at + 1].kind in (NUMBER, IDENT) or not tokens[at + 1].raw[:1].islower():
        return True
    return small and tokens[at + 1].start > token.end


def _label(tokens: Sequence[Token], start: int, end: int) -> tuple[Label, int]:
    """As in "S - ...", "**Result** ...", "Task (mine): ...": the section that begins here and where its text does."""
    at = start
    while at < end and (tokens[at].key in WRAPS or _is_count(tokens, at, end)):
        at += 1
    wrapped = at > start and tokens[at - 1].key in WRAPS
    for words in range(min(LONGEST, end - at), 0, -1):
        name = LABELS.get(" ".join(token.key for token in tokens[at : at + words]))
        after = at + words
        if name is None or not (
            tokens[at].raw[:1].isupper() or wrapped or words > 1 or len(tokens[at].key) > 3
        ):
            continue
        if after < end and tokens[after].key == "(":
            after = next((to + 1 for to in range(after, min(after + 6, end)) if tokens[to].key == ")"), after)
        marks = _marks(tokens, after, end)
        bold = after < end and tokens[after].start - tokens[after - 1].end > len(
            " *"
        )  # such marks aren't tokens
        if marks or bold:
            return name, after + marks
    return "", start


def _is_count(tokens: Sequence[Token], at: int, end: int) -> bool:
    """The number of "1. Situation", "2) Task"."""
    if at + 1 < end and tokens[at].kind == NUMBER and tokens[at + 1].key in (".", ")"):
        return True
    return at > 0 and tokens[at].key in (".", ")") and tokens[at - 1].kind == NUMBER


def _marks(tokens: Sequence[Token], at: int, end: int) -> int:
    """How many marks part a label from its text; none if it is a word of the sentence."""
    to = at
    while to < end and to < at + 4 and (tokens[to].key in ENDS or tokens[to].key in WRAPS):
        to += 1
    if to == at or (tokens[at].key == "-" and tokens[at].start == tokens[at - 1].end):
        return 0
    return to - at


def sections(tokens: Sequence[Token], found: Sequence[Sentence]) -> Iterator[Section]:
    """One fact per labeled section that is not empty."""
    for name in dict.fromkeys(one.label for one in found if one.label):
        own = [one for one in found if one.label == name]
        yield Section(span_of(tokens, own[0].first, own[-1].last), name)


def amounts(normal: Normal, tokens: Sequence[Token]) -> Iterator[Amount]:
    """What can be counted: seconds when spoken at 150 words a minute, the share of "I" among
    "I" and "we" in percent (100 where neither is said), and that of words which look like the name of a model or a
    tool."""
    keys = [token.key for token in tokens if token.kind == WORD]
    words = len(normal.flat.split())
    one, many = sum(key in SINGULAR for key in keys), sum(key in PLURAL for key in keys)
    whole = (0, len(normal.flat.rstrip()))
    yield Amount(whole, "spoken_seconds", round(60 * words / WORDS_A_MINUTE))
    yield Amount(
        whole,
        "name_share",
        round(100 * sum(_is_named(tokens, at) for at in range(len(tokens))) / max(words, 1)),
    )
    yield Amount(whole, "i_share", round(100 * one / (one + many)) if one + many else 100)


def _is_named(tokens: Sequence[Token], at: int) -> bool:
    """Letters with digits or with capitals inside (YOLOv5, PyTorch), or a capital word of a list (Rasa, Twilio)."""
    token = tokens[at]
    if token.kind != WORD or token.raw.islower():
        return token.kind == IDENT
    if token.raw[1:] != token.raw[1:].lower():
        return True
    beside = tokens[max(at - 1, 0) : at + 2]
    return token.raw[:1].isupper() and any(one.key in (",", "/", "+", "&", "|") for one in beside)
