"""Longer texts: their sentences, the labelled sections of a story, how long they take to say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.rules.facts import Amount, Section, Span
from bot.rules.lex import IDENT, NUMBER, PUNCT, WORD, Token
from bot.rules.text import Normal

WORDS_A_MINUTE = 150
ABBREVIATIONS = frozenset(
    ["dr", "mr", "mrs", "ms", "prof", "st", "e", "g", "i", "a", "p", "vs", "approx", "no"]
)
LABELS = {
    "situation": "situation",
    "context": "situation",
    "background": "situation",
    "problem": "situation",
    "s": "situation",
    "task": "task",
    "goal": "task",
    "t": "task",
    "action": "action",
    "actions": "action",
    "approach": "action",
    "a": "action",
    "result": "result",
    "results": "result",
    "outcome": "result",
    "r": "result",
}
SINGULAR = frozenset(["i", "my", "me", "mine", "myself", "i'm", "i've", "i'd", "i'll"])
PLURAL = frozenset(["we", "our", "us", "ours", "we've", "we'd", "we're"])


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens `first` to `last` (not included); `label` is the section that it stands in, if the text has any."""

    first: int
    last: int
    label: str = ""


def sentences(tokens: Sequence[Token]) -> list[Sentence]:
    """The sentences in order, without labels such as "Situation:"."""
    found: list[Sentence] = []
    start, label = 0, ""
    for at in range(len(tokens) + 1):
        if at < len(tokens) and not _ends(tokens, at, start):
            continue
        opened = _label(tokens, start, at)
        label, start = (opened, start + 2) if opened else (label, start)
        if any(token.kind != PUNCT for token in tokens[start:at]):
            found.append(Sentence(start, at, label))
        start = at + 1
    return found


def _ends(tokens: Sequence[Token], at: int, start: int) -> bool:
    """A line break, or a mark after which the text goes on with a capital, a digit or nothing."""
    token = tokens[at]
    if token.key == "\n":
        return True
    if token.key not in (".", "!", "?"):
        return False
    if at > start and tokens[at - 1].key in ABBREVIATIONS and token.key == ".":
        return False
    if at + 1 >= len(tokens):
        return True
    return bool(tokens[at + 1].kind == NUMBER or not tokens[at + 1].raw[:1].islower())


def _label(tokens: Sequence[Token], start: int, end: int) -> str:
    """As in "S - ...", "Result: ...": the section that begins here."""
    if start + 1 >= end or tokens[start + 1].key not in (":", "-"):
        return ""
    name = tokens[start]
    spaced = tokens[start + 1].start > name.end or tokens[start + 1].key == ":"
    return LABELS.get(name.key, "") if name.raw[:1].isupper() and spaced else ""


def sections(tokens: Sequence[Token], found: Sequence[Sentence]) -> Iterator[Section]:
    """One fact per labelled section that is not empty."""
    for name in dict.fromkeys(one.label for one in found if one.label):
        own = [one for one in found if one.label == name]
        yield Section(span_of(tokens, own[0].first, own[-1].last), name)


def span_of(tokens: Sequence[Token], first: int, last: int) -> Span:
    return tokens[first].start, tokens[last - 1].end


def amounts(normal: Normal, tokens: Sequence[Token], found: Sequence[Sentence]) -> Iterator[Amount]:
    """What can be counted: words, sentences, seconds when spoken at 150 words a minute, the share of "I" among
    "I" and "we" in per cent (100 where neither is said), and that of words which look like the name of a model or a
    tool."""
    keys = [token.key for token in tokens if token.kind == WORD]
    words = len(normal.flat.split())
    one, many = sum(key in SINGULAR for key in keys), sum(key in PLURAL for key in keys)
    whole = (0, len(normal.flat.rstrip()))
    yield Amount(whole, "words", words)
    yield Amount(whole, "sentences", len(found))
    yield Amount(whole, "spoken_seconds", round(60 * words / WORDS_A_MINUTE))
    yield Amount(whole, "name_share", round(100 * sum(map(_is_named, tokens)) / max(words, 1)))
    yield Amount(whole, "i_share", round(100 * one / (one + many)) if one + many else 100)


def _is_named(token: Token) -> bool:
    """Letters with digits or with capitals inside: YOLOv5, PyTorch, SVM."""
    return token.kind == IDENT or (token.kind == WORD and any(char.isupper() for char in token.raw[1:]))
