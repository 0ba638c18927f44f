"""Text to tokens. Normalization is one character to one character, so that every span is valid in the text as typed;
then one pass finds identifiers first (GPT-2, INT8, p99, A100), then numbers, words, punctuation."""

import re
from collections.abc import Container, Sequence
from itertools import pairwise
from typing import NamedTuple

CAP = 2000
LONG_CAP = 4000
"""Characters that are read of a bullet, and of a longer kind of text: about five minutes of speech."""

_LOOK_ALIKES = {
    " ": "*_`\t\r\v\f\u00a0\u00ad\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u200c\u200d\u202f\u205f\u2060\u3000\ufeff",
    "-": "\u2010\u2011\u2012\u2013\u2043\u2212\ufe63\uff0d",
    "\u2192": "\u21d2\u21a6\u2794\u279c\u279d\u279e\u27a1\u27f6\u27f9\u2b62",
    "'": "\u00b4\u02bc\u2018\u2019\u2032",
    '"': "\u00ab\u00bb\u201c\u201d\u201e",
    "~": "\u223c\u2243\u2248",
    "x": "\u00d7\u2715",
    "\u00b5": "\u03bc",
    "%": "\uff05",
    "/": "\u2044",
    "i": "\u0130",
}
"""Characters by the one that they are read as."""
_TABLE: dict[int, str | int] = {
    **{code: code for code in range(128)},  # what is missing costs an exception each
    **{ord(other): char for char, others in _LOOK_ALIKES.items() for other in others},
    **{0xFF10 + digit: str(digit) for digit in range(10)},
}
_TAG = re.compile(r"<[/!a-zA-Z@#][^<>\n]{0,120}>")
_STYLE = re.compile(
    r"</?[a-zA-Z][^<>@#\n]{0,120}>|(?<!\w)(?:\*{1,3}|_{1,3}|`)(?=\S)|(?<=\S)(?:\*{1,3}|_{1,3}|`)(?!\w)"
)
_MARKS = r"[-•‣●○◦▪■–—+>]{1,3}"
_MARKER = re.compile(
    rf"^ *(?:{_MARKS} +(?={_MARKS} ))*(?:{_MARKS}|\(?\d{{1,2}}[.)]|\(?[a-z][.)])(?= )", re.MULTILINE
)

WRAPPED = 30
"""Characters of a line that had no more room; a shorter one was ended on purpose."""
_CLOSED = (".", "!", "?", "|")
_SHORTENED = (" Mr.", " Ms.", " Mrs.", " Dr.", " Prof.", " vs.", " approx.", " incl.", " e.g.", " i.e.")
_LATER = re.compile(
    r" *(?!\(?\d{1,2}[.)] )(?:[-+.~<>≤≥]?(?:\d|(?:[A-Z]{1,3}[$/]|[$€£¥₹₩₺₱₫₽₴₦₵₸₾₪฿৳]) ?\d)|[(%→=]|-+>|/ )"
)
"""What no sentence and no item of a list begins with."""
_NUMBERED = re.compile(r" *\d{1,2}[.)] ")
_UNIT = re.compile(r" *[A-Z]+[A-Z$\d]")

_DASH = re.compile(r"(?<=[^\W\d]{3}) ( *)-( *) (?=[^\W\d]{3})")
"""Between words: "bot – managers open it"; not "12 - 8"."""


class Normal(NamedTuple):
    """`flat` keeps the case, `low` does not; both are exactly as long as the text as typed."""

    flat: str
    low: str


def normalize(text: str, small: Container[str] = (), *, long: bool = False) -> Normal:
    """Spaces, dashes, quotes, arrows and digits in one form; markup tags and the marks that open the items of
    a list ("- ", "2. ") become blanks of their length, and so does a line break where a sentence only had no more
    room, as in what is pasted from a PDF. `small` are words that no sentence ends with; the lines of a `long` text
    that is written without capitals are sentences."""
    flat = text.translate(_TABLE)
    if "<" in flat:
        flat = _TAG.sub(_blank, flat)
    if "\n" in flat:
        flat = _unwrapped(flat, small, capitals=not long or flat.lstrip()[:1].isupper())
        flat = _MARKER.sub(_blank, flat)
    elif marker := _MARKER.match(flat):
        flat = _blank(marker) + flat[marker.end() :]
    if " - " in flat:
        flat = _DASH.sub(r" \1—\2 ", flat)
    low = flat.lower()
    if len(low) != len(flat):
        low = "".join(_lower(char) for char in flat)
    return Normal(flat, low)


def _unwrapped(flat: str, small: Container[str], *, capitals: bool) -> str:
    lines = flat.split("\n")
    width = max(len(line.rstrip()) for line in lines) if len(lines) > 2 else len(flat)
    parts = lines[:1]
    for above, line in pairwise(lines):
        parts += (" " if _goes_on(above, line, width, small, capitals=capitals) else "\n", line)
    return "".join(parts)


def _goes_on(above: str, line: str, width: int, small: Container[str], *, capitals: bool) -> bool:
    """As in "latency to 22 %,", "in use at" or "the ranking" before "model of the shop"; of several lines also one
    that had no room within `width` for the next word."""
    said, head = above.rstrip(), line.lstrip(" \"'")[:1]
    if len(said) < WRAPPED or not head or (said.endswith(_CLOSED) and not said.endswith(_SHORTENED)):
        return False
    if _LATER.match(line) or _UNIT.match(line):
        return True  # "from 31\nGB"
    if _NUMBERED.match(line) and (
        said.count("(") > said.count(")") or said.rsplit(None, 1)[-1].lower() in small
    ):
        return True  # "(from 31 to\n22)", "instead of\n30."
    if _MARKER.match(line):
        return False
    if said.endswith((",", "-", "/", "→", "->", *_SHORTENED)) or said.rsplit(None, 1)[-1].lower() in small:
        return True
    no_room = len(said) + 1 + len(line.split(None, 1)[0]) > width
    return no_room or (head.islower() and capitals)


def untagged(text: str) -> str:
    """`text` without the marks of bold and the like (<b>, **, `); mentions such as <@U12> stay."""
    return _STYLE.sub("", text)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


def _lower(char: str) -> str:
    low = char.lower()
    return low if len(low) == 1 else char


WORD, IDENT, NUMBER, PUNCT = "w", "i", "n", "p"


class Num(NamedTuple):
    """A number as written: `value` without sign and unit, `suffix` the letters glued to it."""

    value: float
    sign: str
    currency: str
    suffix: str
    raw_suffix: str


class Token(NamedTuple):
    """`key` is what lexicons look up: lower case, a metric's cut-off (`recall@20`) left out."""

    kind: str
    key: str
    start: int
    end: int
    raw: str
    num: Num | None = None


def span_of(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """The characters of the tokens `first` to `last` (not included)."""
    return tokens[first].start, tokens[last - 1].end


_PATTERN = re.compile(
    r"""
    (?!(?:us|usd|eur|gbp|inr|chf)\ |as\ {1,9}well\ {1,9}as\ |plus\ {1,9}[a-z])  # what follows is most words by far
    (?P<plain>[a-z]{2,}+)(?:\ +|(?=[,;:)])|-(?=[a-z])|\Z)
  | (?P<mark>[,;:.)])(?:\ +|(?=\n)|\Z)
  | (?P<arrow>-{1,2}>|=>|→|>>)
  | (?P<version>\d+(?:\.\d+){2,}\w*)
  | (?P<clock>(?P<big>\d{1,3})(?P<of>[hm])(?P<small>[0-5]\d)(?:min|m|s)?(?!\w))
  | (?P<number>
        (?P<sign>(?<![\w)%])[+\-~<>≤≥±])?
        (?P<cur>(?:us|r|c|nt|hk|nz|mx|s|au?|ca|ar|cl|col?|jm|tt|u)\$\s{0,9}|[$€£¥₹₩₺₱₫₽₴₦₵₸₾₪฿৳₡₲₭₮]\s{0,9}|(?:usd|eur|gbp|inr|chf)\s{0,9}(?=\d)
            |(?<![\w/-])(?<!\d\ )(?:[sb]/\.?|s?fr\.|rs\.|bs\.)\ {0,9}(?=\d)
            |(?<![\w/-])(?:dkk|sek|nok|pln|czk|huf|ron|aed|sar|qar|sgd|aud|cad|hkd|nzd|twd|jpy|cny|rmb|krw|thb|idr|myr|php
                |vnd|brl|mxn|clp|cop|ars|pen|zar|ngn|kes|ksh|tsh|ush|ghs|egp|mad|ils|rub|uah|kzt|pkr|bdt|lkr|npr|rs|rm|rp
                |tk)(?=\d)
            |[rn](?=\d+(?:\.\d{1,2})?[km]\b|\d+\.\d\d\b|\d{1,3}[\ ,]\d{3}\b))?
        (?P<times>(?<![\w.-])(?<!\d\ )(?<!\d\ \ )x(?=(?:[2-9]|\d{2,3}|\d{1,3}\.\d{1,2})(?![\w.]*\w))(?!86|64))?
        (?P<sign2>(?<=[$€£¥₹₩₺₱₫₽₴₦₵₸₾₪฿৳₡₲₭₮])[+\-])?
        (?P<digits>
            \d{1,3}(?:[,']\d{3})+(?!\d)(?:\.\d+)?
          | [1-9]\d{0,2}(?:\ {1,9}\d{3})+(?![\d.,]*\d)
          | \d{1,15}(?:[.,]\d{1,12})?(?:e[+\-]?\d{1,3}(?!\w))?
          | (?<![\w.])\.\d{1,12}
        )
        (?P<suffix>%|\ {1,3}per\ {0,9}cent(?!\w|\ +points?)|¢|[a-zµ]+(?![\d-]*\d))?
        (?:\ {0,9}(?P<cur2>[$€£¥₹₩₺₱₫₽₴₦₵₸₾₪฿৳₡₲₭₮])(?!\w|\.\d))?
    )
  | (?P<word>
        c\+\+ | as\ {1,9}well\ {1,9}as(?=\ )
      | plus\ {1,9}(?=[a-z])(?!rapide|lent|vite|que\b|de\b|d'|or\b|en\b|minus)
      | (?:rs|vs|approx|ca|incl|resp|avg)\.(?=\s)
      | [^\W\d_][^\W_]*(?:\.\d*xlarge\b|(?<=\d)\.\d+)*
        (?:(?<!\bsub)-(?=\d)(?!\d[\d.,]*\s{0,9}(?:%|ms\b|x\b|pp\b|fps\b))\w+(?:\.\d+\w*)?)*
        (?:(?<=[-\s][a-z])/\d{1,2}\b)?
        (?:@(?:\w+(?:\.\d+)?|\[[\d.:]{1,12}\]))?
        (?:'(?:t|s|re|ve|ll|m|d)\b)?
    )
  | (?P<digitword>\d+\w*)
  | (?P<punct>[^\s])
  | (?P<line>\n)
    """,
    re.VERBOSE,
)
_KINDS = {"version": IDENT, "digitword": IDENT, "punct": PUNCT, "arrow": PUNCT, "line": PUNCT}
_OF_NUMBER = ("digits", "suffix", "cur", "cur2", "sign", "sign2", "times")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_new = tuple.__new__  # half the cost of a call of the class
_HAS_DIGIT = re.compile(r"\d")


def lex(normal: Normal) -> list[Token]:
    """Tokens in order. Hyphens between letters are left out: `false-positive` is two words."""
    tokens: list[Token] = []
    flat, new = normal.flat, _new
    in_rand = False
    for found in _PATTERN.finditer(normal.low):
        group = found.lastgroup
        if group == "plain":
            start, end = found.span(1)
            tokens.append(new(Token, (WORD, found[1], start, end, flat[start:end], None)))
            continue
        if group == "mark":
            mark, start = found[2], found.start()
            tokens.append(new(Token, (PUNCT, mark, start, start + 1, mark, None)))
            continue
        start, end = found.span()
        token = _token(found, group or "punct", start, end, flat)
        if token.num is not None:
            in_rand = in_rand or token.num.currency == "r"
        elif token.key == "-" and _joins(tokens, normal.low, end):
            continue
        tokens.append(token)
    return [_rand(token) for token in tokens] if in_rand else tokens


def _rand(token: Token) -> Token:
    """The R900 of "R11k a month became R900": ResNets have no money beside them."""
    if token.kind != IDENT or not re.fullmatch(r"r\d{1,6}", token.key):
        return token
    return token._replace(kind=NUMBER, key=token.key[1:], num=Num(float(token.key[1:]), "", "r", "", ""))


def _token(found: re.Match[str], name: str, start: int, end: int, flat: str) -> Token:
    """`name` is that of the outermost group: it closes last."""
    raw = flat[start:end]
    if name == "word":
        return _word_token(found[0], start, end, raw)
    if name == "number":
        return _number_token(found, start, end, flat)
    if name == "clock":
        return _clock_token(found, raw)
    if found[0] == "&" and flat[start - 1 : start] == flat[end : end + 1] == " ":
        return Token(WORD, "and", start, end, raw)
    key = "->" if name == "arrow" else found[0]
    return _new(Token, (_KINDS.get(name, PUNCT), key, start, end, raw, None))


def _word_token(key: str, start: int, end: int, raw: str) -> Token:
    if key.isalpha():
        return _new(Token, (WORD, key, start, end, raw, None))
    if " " in key:
        return Token(WORD, "and", start, start + len(key.rstrip()), raw.rstrip())  # "as well as", "plus the"
    if key[-1] == ".":
        key = key[:-1]
    if "@" in key:
        base = key.partition("@")[0]
        return Token(WORD, base if len(base) > 3 else f"{base}@", start, end, raw)
    if key.endswith("'s"):
        key = key[:-2]
    return Token(IDENT if _HAS_DIGIT.search(key) else WORD, key, start, end, raw)


def _number_token(found: re.Match[str], start: int, end: int, flat: str) -> Token:
    digits, suffix, before, behind, sign, inner_sign, times = found.group(*_OF_NUMBER)
    currency = (before or behind or "").strip()
    value = float(digits) if digits.isdigit() else _value(digits, currency)
    raw_suffix = ""
    if suffix:
        raw_suffix = flat[slice(*found.span("suffix"))]
        suffix = "%" if suffix[0] == " " else suffix
    num = _new(Num, (value, sign or inner_sign or "", currency, suffix or times or "", raw_suffix))
    return _new(Token, (NUMBER, digits, start, end, flat[start:end], num))


def _clock_token(found: re.Match[str], raw: str) -> Token:
    """As in "6h10" or "1m30s"."""
    big, small, unit = found["big"], found["small"], found["of"]
    num = Num(int(big) + int(small) / 60, "", "", unit, unit)
    return Token(NUMBER, f"{big}.{small}", found.start(), found.end(), raw, num)


def _value(digits: str, currency: str) -> float:
    """The number; a point before three digits parts thousands where the money is euros ("12.000 €")."""
    european = "€" in currency or currency == "r$"
    if european and _THOUSANDS.fullmatch(digits):
        return float(digits.replace(".", ""))
    if "," not in digits and "'" not in digits and " " not in digits:
        return float(digits)
    plain = digits.replace("'", "").replace(" ", "")
    if plain.count(",") == 1 and "." not in plain:
        head, tail = plain.split(",")
        decimal = len(tail) != 3 or head == "0"
        return float(f"{head}.{tail}" if decimal else head + tail)
    return float(plain.replace(",", ""))


def _joins(tokens: list[Token], low: str, after: int) -> bool:
    """A hyphen glued to a word on its left and a letter on its right only joins two words."""
    if not tokens or tokens[-1].kind not in (WORD, IDENT) or tokens[-1].end != after - 1:
        return False
    return after < len(low) and low[after].isalpha()
