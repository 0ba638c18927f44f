"""The words of a text as a search compares them."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+(?:\.\d+)?")
_ENDINGS = (
    *("ations", "ating", "ation", "ators", "ated", "ates", "ator", "ings", "ate", "ers", "ies", "ied", "ing"),
    *("ed", "er", "es", "ly", "e", "s", "y"),
)
_COMMON = frozenset(
    _WORD.findall(
        "about always am an and any are as at be become been between by can compare could did "
        "difference differences do does explain explained for from get give had happen happens has have "
        "how if in into is it its just like many me mean means much my name no not now of ok on or our "
        "please point really say should show so some tell than that the their them then there these "
        "they this those to until us use used using vs want was we were what when where whether which "
        "who why will with would you your"
    )
)


def words(text: str) -> list[str]:
    """The words of a text that carry meaning, in lower case; of single characters only digits do."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("a/b", "ab")
    return [w for w in _WORD.findall(plain) if w not in _COMMON and (len(w) > 1 or w.isdecimal())]


def stem(word: str) -> str:
    """The word without its longest known ending (after Lovins 1968), British spelling, three letters or more."""
    if not word.isalpha():
        return word.removesuffix("s")
    word = word.replace("iz", "is").replace("yz", "ys")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith(("ss", "is", "as")):
            return word.removesuffix(ending)
    return word
