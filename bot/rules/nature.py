"""Is it a bullet at all? No only where the text itself says so: it is empty, asks, greets, is a command, a bare
link or another kind of text (a letter, an advertisement, chatter without a single word of the trade). A poor
bullet is still a bullet: fragments, pictograms and jokes are judged as one."""

import re

from bot.rules.extract import Extract
from bot.rules.words.lex import WORD
from bot.rules.words.lexicon import Lexicon

LINK = re.compile(r"\s*(?:https?://|www\.)\S+\s*")
COMMAND = re.compile(r"\s*/[a-z][\w-]*(?:\s|$)")
CODE = re.compile(
    r"\s*(?:def |class |import |from \w+ import|#include|SELECT |\{|\$ |>>> |```|function |const |<\?|#!)"
)
WORK = ("noun:domain", "noun:technical", "noun:machine", "noun:role", "noun:scope", "noun:audience", "metric")
"""Words of a trade and of those it serves."""
SIGNALS = (
    "measure",
    "loose_number",
    "action_verb",
    "weak_opener",
    "own_act",
    "team_claim",
    "hype",
    "framework",
    "listing",
    "trick",
    "metric_mention",
    "outcome",
)
PAIR = 2
FEW = 4
"""Words that may well be a bullet, whatever they are."""


def is_bullet(text: str, extract: Extract, lexicon: Lexicon) -> bool:
    if not text.strip() or LINK.fullmatch(text) or COMMAND.match(text) or CODE.match(text):
        return False
    letter = extract.reading.hits.get("other_text") and not (extract.measures or extract.facts.get("hype"))
    if letter and not _opens_with_act(extract):
        return False
    if _asks(extract) or _greets(extract):
        return False
    return _has_signal(extract, lexicon)


def _asks(extract: Extract) -> bool:
    """A question, unless it carries results."""
    if extract.measures:
        return False
    if extract.reading.normal.low.rstrip().endswith("?"):
        return True
    latest = 0 if _opens_with_act(extract) else 1
    return any(hit.start <= latest for hit in extract.reading.hits.get("question", []))


def _opens_with_act(extract: Extract) -> bool:
    """As in "Built the weather model" or "Redefined what is possible": told, not asked, whatever the words."""
    acts = extract.facts.get("own_act", ())
    return bool(acts) and acts[0].span[0] == extract.reading.tokens[0].start


def _greets(extract: Extract) -> bool:
    if extract.measures or extract.facts.get("own_act"):
        return False
    return any(hit.start == 0 for hit in extract.reading.hits.get("greeting", []))


def _has_signal(extract: Extract, lexicon: Lexicon) -> bool:
    """Words, but neither a number nor a word of work: another kind of text. Pictograms alone are an empty bullet."""
    if extract.reading.values or any(extract.facts.get(kind) for kind in SIGNALS):
        return True
    if any(extract.reading.hits.get(kind) for kind in WORK):
        return True
    words = [token.key for token in extract.reading.tokens if token.kind == WORD]
    foreign = [key for key in words if not key.isascii()]  # its words of work are in another language
    return len(words) < FEW or len(foreign) >= PAIR or lexicon.sets["chatter"].isdisjoint(words)
