"""What somebody wants with a typed line, read by its words and their letters, places, phrases of the lexicon and its
shape: intents by score, and whether the first is sure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from bot.core.zones import is_place
from bot.rules.engine import load_critic
from bot.rules.extract import read_grammar
from bot.rules.model import weights
from bot.rules.model.weights import LinearModel, Rows, Tables
from bot.rules.words.lexicon import Lexicon
from bot.rules.words.tokens import CAP

FILE = Path(__file__).with_suffix(".bin")
INTENTS = (
    *("bullet", "story", "ask", "help", "answer", "practice", "list", "done", "not_now", "pause", "back"),
    *("undo", "mock", "progress", "thanks", "posting", "other", "forget", "privacy", "date", "settings"),
    *("zone", "leave", "cancel", "feeling", "review"),
)
"""What a line can want; tests/handlers/dm/lines/README.md says what each means."""
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
PLACE = "<place>"
"""A city, a country or a zone, of three letters at least: "la" and "us" mostly aren't."""


@dataclass(frozen=True, slots=True)
class Wish:
    """`sure` where cross-validation says that `intent` leads `second` by enough."""

    intent: str
    second: str
    sure: bool


class IntentReader:
    """Holds no state between texts."""

    def __init__(self, scorer: LinearModel, lexicon: Lexicon, least: float) -> None:
        self._scorer = scorer
        self._lexicon = lexicon
        self._least = least

    def knows(self, word: str) -> bool:
        """Whether a word was in any line that it learned from."""
        return self._scorer.tables["word"](word.casefold()) is not None

    def read(self, text: str, without: str = "") -> Wish:
        """What is wanted most, and next to it, `without` an intent that can't be."""
        scores = self._scorer.score(intent_rows(text, self._lexicon, self._scorer.tables))
        pairs = zip(scores, INTENTS, strict=True)
        ranked = sorted((pair for pair in pairs if pair[1] != without), reverse=True)
        (score, intent), (next_score, second) = ranked[:2]
        return Wish(intent, second, score - next_score >= self._least)


@cache
def load_intents(root: Path) -> IntentReader:
    """The reader that comes with the program, with the lexicon under the content's `root`.

    Raises WeightsError where its file can't be used."""
    about, parts = weights.unpack(weights.read_file(FILE), FILE.name)
    return IntentReader(parts[0], load_critic(root).words, float(about["least"]))


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
    found = next((kind for kind, pattern in _KINDS if pattern.fullmatch(word)), None)
    return found or (PLACE if len(word) > 2 and word[0].isalpha() and is_place(word) else word)


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
