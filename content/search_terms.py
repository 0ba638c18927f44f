"""The words of a text as a search compares them."""

import re
import unicodedata

_MENTION = re.compile(r"<[@!#][^<>]*>|(?<!\w)@[^\W\d_]\w*")
"""Who or what a message mentions, as platforms write it; `recall@k` and `hits @5` mention nobody."""
_AT_K = re.compile(r"(?:@| at )k\b")
_WORD = re.compile(r"[^\W_]+(?:\.\d+)?")
_ENDINGS = (
    *("ations", "ating", "ation", "ators", "ated", "ates", "ator", "ings", "ate", "ers", "ies", "ied", "ing"),
    *("ed", "er", "es", "ly", "e", "s", "y"),
)
_COMMON = frozenset(
    _WORD.findall(
        "about also always am an and any are arent as at be become been between by can cant compare "
        "could couldnt did didnt difference differences do does doesnt dont enough even ever "
        "explain explained for friend from get give gonna gotta had happen happens has have heard "
        "hello hey hi how hows if im in into is isnt it its ive just lets like many me mean means "
        "much my name need never no not now of ok on only or our per please pls plz point really said "
        "say says should shouldnt show so some still tell than thanks that thats the their them "
        "then there these they theyre this those thx till to told too until us use used using very "
        "vs wanna want was we were what whats when where wheres whether which who whos why will "
        "with wont would wouldnt you your youre"
    )
)


def words(text: str) -> list[str]:
    """The words of a text that carry meaning, in lower case; of single characters only digits do."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("a/b", "ab")
    plain = _MENTION.sub(" ", _AT_K.sub(" topk", plain))
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
