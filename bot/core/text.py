"""Texts that somebody reads: without hidden characters, wrapped, shortened, or said back in an error."""

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

from pydantic import AfterValidator

LINE_LENGTH = 140
_ENDS = (".?!", ";:", ",")
"""Where a line may end, best first: a sentence, a clause, an item."""


class Continued(str):
    """A text that goes on with the line before it, from which it was cut to be counted."""

    __slots__ = ()


class Ambiguous(ValueError):
    """A text that can mean several things: each by the label of its button, with the text that says it."""

    def __init__(self, text: str, choices: Mapping[str, str]) -> None:
        super().__init__(text)
        self.choices = dict(choices)


def wrap_lines(text: str) -> tuple[str, ...]:
    """The text in as few lines as hold it, each ended where the text pauses if that costs no line more.

    Only a word that is longer than a line is broken.
    """
    first, *rest = _lines(text) or ("",)
    return (first, *map(Continued, rest)) if first else ()


def _lines(text: str) -> tuple[str, ...]:
    greedy = textwrap.wrap(text, LINE_LENGTH, break_on_hyphens=False)
    if len(greedy) < 2:
        return tuple(greedy)
    words = " ".join(greedy)
    for ends in _ENDS:
        for at in range(LINE_LENGTH, LINE_LENGTH // 3, -1):
            if words[at : at + 1] == " " and words[at - 1] in ends:
                rest = _lines(words[at + 1 :])
                if len(rest) < len(greedy):
                    return (words[:at], *rest)
    return (greedy[0], *_lines(words[len(greedy[0]) :].lstrip()))


LABEL_NAME = 13
"""Characters of a name on a button, after a verb and before a number."""


def short_name(name: str) -> str:
    """A name for a label: the whole of it where it fits, else its first word, of one word its beginning."""
    return name if len(name) <= LABEL_NAME else name.split(maxsplit=1)[0][:LABEL_NAME]


def number_alike(names: Iterable[str]) -> list[str]:
    """The names, each that was there before with a number: `fay, bob, fay 2`."""
    counts = Counter[str]()
    numbered = []
    for name in names:
        counts[name] += 1
        numbered.append(name if counts[name] == 1 else f"{name} {counts[name]}")
    return numbered


def shorten(text: str, longest: int = LINE_LENGTH) -> str:
    """The text on one line of at most `longest` characters, cut between words, with an ellipsis where it was."""
    one_line = " ".join(text.split())
    if len(one_line) <= longest:
        return one_line
    head = one_line[:longest]
    return (head.rpartition(" ")[0] or head[:-1])[: longest - 1].rstrip(" ,:;") + "…"


def wrap_within(text: str, most: int) -> list[str]:
    """The text in at most `most` lines, the last one cut."""
    lines = list(wrap_lines(text))
    over = lines[most - 1 :]
    return [*lines[: most - 1], Continued(shorten(" ".join(over)))] if len(over) > 1 else lines


def echo(text: str) -> str:
    """`text` in quotes: no control characters, at most 40 characters, an ellipsis where it was cut."""
    return f"'{one_line(text)}'"


def one_line(text: str, longest: int = 40) -> str:
    """`text` on one line, without control characters, cut with an ellipsis."""
    shown = " ".join("".join(c if c.isprintable() else " " for c in text[:400]).split())
    return f"{shown[: longest - 1]}…" if len(shown) > longest else shown


def all_of(options: Sequence[str], last: str = "and") -> str:
    """`a, b and c`."""
    return f" {last} ".join(filter(None, (", ".join(options[:-1]), options[-1])))


def many(number: int, noun: str) -> str:
    """`1 minute`, `2 minutes`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def spell(number: int) -> str:
    """A small number as a word: `no`, `one` to `ten`."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def either(options: Sequence[str]) -> str:
    """`a, b or c`."""
    return all_of(options, "or")


# what nobody sees: taken out of whatever a card shows, so that all platforms show the same

_BREAKS = re.compile("\r\n|[\r\u2028\u2029\v\f\x85]")
_TURNS = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Marks that turn around the order of what follows them."""
_CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff"
"""Control characters but line break and tab, and halves of pairs (Unicode's Cc and Cs)."""
_HIDDEN = re.compile(f"[{_CONTROLS}{_TURNS}]+")


def strip_hidden(text: str) -> str:
    """The text without control characters and bidirectional marks; every line break is `\\n`."""
    if text.isascii() and text.isprintable():  # most are
        return text
    return _HIDDEN.sub("", _BREAKS.sub("\n", text))


Shown = Annotated[str, AfterValidator(strip_hidden)]
"""Text that somebody reads."""
