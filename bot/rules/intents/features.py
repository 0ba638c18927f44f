"""A typed line as rows of the scorer: its words and their letters, phrases of the lexicon, its shape."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from bot.rules.extract import read_grammar
from bot.rules.model.weights import Rows, Tables
from bot.rules.words.lexicon import Lexicon
from bot.rules.words.tokens import CAP

LINK, NUMBER, BREAK, EDGE = "<link>", "<number>", "¶", "^"
TRADE = ("metric", "noun:technical", "noun:trick", "noun:tool", "noun:domain", "noun:machine")
"""Phrases of the lexicon that only people of the trade say."""
SHORT = 12
"""Words of a line that is a message, not a text."""
GRAMS = (3, 4, 5)
"""Letters of the pieces of a word: so that "pausing" is like "pause", and a slip of the finger does little harm."""
LATIN = "\u024f"
_TOKEN = re.compile(
    r"(?P<link>(?:https?://|www\.)\S+|[\w.-]+\.[a-z]{2,3}/\S*)|(?P<number>\d+(?:[.,:]\d+)*)"
    r"|[^\W\d_]+(?:'[^\W\d_]+)?|[^\w\s]|\n"
)
_LETTERS = re.compile(r"[a-f](?:\W+(?:and\s+)?[a-f])*\W*")
_LIST = re.compile(r"^\s*[-•*‣·]", re.MULTILINE)
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|march|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_KINDS = (
    ("<weekday>", re.compile(_WEEKDAY)),
    ("<month>", re.compile(_MONTH)),
    ("<clock>", re.compile("am|pm|cet|est|utc|gmt")),
    ("<hours>", re.compile("h|hrs?|hours?|mins?|minutes?")),
    ("<days>", re.compile("days?|weeks?|months?")),
    ("<when>", re.compile("today|tomorrow|tmrw|tonight|morning|afternoon|noon|evening")),
    ("<ordinal>", re.compile("first|second|third|fourth|last")),
    ("<number>", re.compile("one|two|three|four|five|six|seven|eight|nine|ten")),
)
"""Words that a calendar, a clock or a count make alike."""


def intent_rows(text: str, lexicon: Lexicon, tables: Tables) -> Rows:
    """The rows of a text, of which no more is looked at than of a bullet."""
    return [tables[template](key) for template, key in sorted(set(_features(text[:CAP], lexicon)))]


def _features(text: str, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    words = _words(text)
    alike = [_kind(word) for word in words]
    yield from (("word", word) for word in (*words, *alike))
    yield from (("pair", f"{a} {b}") for a, b in pairwise([EDGE, *alike, EDGE]))
    yield from ((f"first{at}", word) for at, word in enumerate(alike[:2]))
    yield "opening", " ".join(alike[:2])
    yield from (("end", word) for word in alike[-2:])
    for word in words:
        if word[0].isalpha():
            padded = f"{EDGE}{word}{EDGE}"
            yield from (("gram", padded[at : at + n]) for n in GRAMS for at in range(len(padded) - n + 1))
    yield from _shape(text, words)
    yield from _phrases(text, words, lexicon)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return [_word(found) for found in _TOKEN.finditer(plain)]


def _word(found: re.Match[str]) -> str:
    if found["link"]:
        return LINK
    if found["number"]:
        return NUMBER
    return BREAK if found[0] == "\n" else found[0]


def _kind(word: str) -> str:
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(word)), word)


def _shape(text: str, words: Sequence[str]) -> Iterator[tuple[str, str]]:
    spelled = [word for word in words if word[0].isalpha()]
    yield "length", str(min(2 * (len(words) + 1).bit_length(), 16))
    yield "lines", str(min(words.count(BREAK), 4))
    yield "numbers", str(min(words.count(NUMBER), 4))
    yield "spelled", str(min(len(spelled), 3))
    yield "asks", str(text.rstrip().endswith("?"))
    yield "asks inside", str("?" in text)
    yield "capital", str(text[:1].isupper())
    yield "list", str(_LIST.search(text) is not None)
    yield "letters", str(_LETTERS.fullmatch(text.strip().casefold()) is not None)
    for char in set(text):
        if not char.isascii():
            yield "script", unicodedata.category(char) + ("" if char <= LATIN else " other")


def _phrases(text: str, words: Sequence[str], lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    reading = read_grammar(text, lexicon, long=True)
    counts: Mapping[str, int] = Counter({kind: len(hits) for kind, hits in reading.hits.items() if hits})
    size = "short" if len(words) < SHORT else "long"
    for kind, count in counts.items():
        yield "phrase", kind
        yield "phrase", f"{kind} {size}"
        if count > 1:
            yield "phrases", kind
    trade = sum(counts.get(kind, 0) for kind in TRADE)
    yield "trade", f"{min(trade, 3)} {size} {'?' in text}"
    for value in reading.values:
        yield "value", f"{value.quantity.dim} {value.shape}"
