"""Pure: whether two texts are drafts of one."""

import re

_WORD = re.compile(r"\w+")


def akin(one: str, other: str) -> bool:
    """Whether two texts are drafts of one bullet: they share half of the words of the shorter one."""
    words, others = _words(one), _words(other)
    fewer = min(len(words), len(others))
    return fewer > 0 and 2 * len(words & others) >= fewer


def nearest(text: str, others: list[str]) -> int | None:
    """The place of the text that shares the most words with `text`, if any is akin to it."""
    near = [(len(_words(text) & _words(one)), -at) for at, one in enumerate(others) if akin(text, one)]
    return -max(near)[1] if near else None


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))
