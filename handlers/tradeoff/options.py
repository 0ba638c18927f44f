"""What a member typed about two to eight options, read into exact numbers or refused in words.

    base: 78.0% 120ms; A: +1.5pp +40ms; B: -0.3pp -12ms

Accuracy is kept in points (percent), latency in milliseconds, cost as written. A signed value is a change
against the first option. Everything is Decimal; lengths are limited before anything is converted.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from bot.core.text import echo
from handlers.tradeoff.case import Case, Choice, Objective, unit_of

MOST_TEXT = 2_000
MOST_OPTIONS = 8
MOST_DIGITS = 12
TODAY = "today"
"""The option that is there where only changes were said."""
MOST_NAME = 24
"""Characters of an option's name: two of them and the figures fit on one line of a card."""
MOST_AMOUNT = 40

Kind = Literal["accuracy", "latency", "cost"]
OBJECTIVES: dict[Kind, Objective] = {
    "accuracy": Objective("accuracy", "points", higher=True),
    "latency": Objective("latency", "ms", higher=False),
    "cost": Objective("cost", "$", higher=False),
}
EXAMPLE = "Write it like this: base: 78.0% 120ms; A: +1.5pp +40ms"
LABELS: dict[str, Kind] = {
    **dict.fromkeys(("f1", "auc", "bleu", "rouge", "precision", "recall", "top-1", "top-5"), "accuracy"),
    **dict.fromkeys(("p50", "p90", "p95", "p99", "p99.9", "mean", "median"), "latency"),
}
NEUTRAL = frozenset({"acc", "accuracy", "latency", "cost", "and", "at"})
MILLISECONDS = {"ms": Decimal(1), "s": Decimal(1000), "us": Decimal("0.001")}
FIGURE = re.compile(
    r"(?P<typed>(?P<sign>[+-]?)(?P<money>[$€£])?(?P<digits>[0-9]+(?:[.,][0-9]+)*|\.[0-9]+))"
    r"(?:\s*(?P<unit>(?(money)/\s*[a-z0-9]{1,12}\b|(?:"
    r"(?P<time>milliseconds?|msecs?|ms|seconds?|secs?|s|us|µs)(?![a-z0-9])"
    r"|(?P<points>(?:percentage[ -]points?|p\.p\.|pp|points?|pts?)(?![a-z0-9])|%[ -]?points?\b)"
    r"|(?P<percent>%|percent\b)))))?",
    re.I,
)
"""A number and its unit; after a currency only what it is paid for, such as `/1k`."""
AMOUNT = re.compile(r"[$€£]?(?P<digits>[0-9]+(?:[.,][0-9]+)*|\.[0-9]+) ?(?P<more>[km]?)", re.I)
THOUSANDS = {"": 1, "k": 1_000, "m": 1_000_000}
TOKEN = re.compile(
    rf"(?P<gap>[\s,=:]+|\.(?=\s|$))|(?P<name>{'|'.join(map(re.escape, (*LABELS, *NEUTRAL)))})(?![^\s,=:])"
    rf"|(?P<figure>{FIGURE.pattern})(?=(?P<glued>[^\s,;]*))|(?P<word>.[^\s,=:]*)",
    re.I | re.S,
)
"""What an option is made of; `word` is anything else."""
ALIKE = str.maketrans({"−": "-", "–": "-", "\u00a0": " ", "\u202f": " ", "μ": "µ", "％": "%"})


class Unreadable(ValueError):
    """Something typed that can't be used; `str()` is a sentence for the member: where ("Option A", "w1"), what is
    wrong, and what to write."""

    def __init__(self, where: str, text: str) -> None:
        super().__init__(f"{where}: {text}")


@dataclass(frozen=True, slots=True)
class _Figure:
    kind: Kind
    value: Decimal
    signed: bool
    shown: str


@dataclass(frozen=True, slots=True)
class _Draft:
    name: str
    figures: dict[Kind, _Figure] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def where(self) -> str:
        return f"Option {self.name}"


def parse(text: str) -> Case:
    """The options of `text`, the first one being the base; separated by `;` or line breaks. Where all are changes,
    the base is today, from which they are counted. Accuracy is in points, latency in milliseconds; cost, in any one
    unit, is there where all have one.

    Raises Unreadable, naming the option and the piece that is wrong.
    """
    drafts = [_draft(part, place) for place, part in enumerate(_parts(text), 1)]
    _refuse_twins(drafts)
    figures = [figure for draft in drafts for figure in draft.figures.values()]
    relative = bool(figures) and all(figure.signed for figure in figures) and len(drafts) < MOST_OPTIONS
    if relative and any(draft.name.casefold() == TODAY for draft in drafts):
        raise Unreadable("Option today", f"a change of today isn't today. Give it another name. {EXAMPLE}")
    if relative:
        kinds = {"accuracy", "latency", *(figure.kind for figure in figures)}
        zeros = {kind: _Figure(kind, Decimal(0), False, "0") for kind in OBJECTIVES if kind in kinds}
        drafts.insert(0, _Draft(TODAY, zeros))
    elif len(drafts) == 1:
        raise Unreadable("The options", f"one option alone has nothing to be compared with. {EXAMPLE}")
    for figure in drafts[0].figures.values():
        if figure.signed:
            raise Unreadable(
                drafts[0].where,
                f"{echo(figure.shown)} is a change, but the first option is the one to compare with. "
                "Write its own values, such as 78% 120ms.",
            )
    base = _values(drafts[0], {}, relative=relative)
    options = {drafts[0].name: base}
    for draft in drafts[1:]:
        if ("cost" in base) != ("cost" in draft.figures):
            raise Unreadable(
                draft.where, f"give a cost for all options or for none ({drafts[0].name} differs)."
            )
        options[draft.name] = _values(draft, base, relative=relative)
    used = [kind for kind in OBJECTIVES if kind in base]
    return Case(
        tuple(OBJECTIVES[kind] for kind in used),
        tuple(Choice(n, tuple(Fraction(values[kind]) for kind in used)) for n, values in options.items()),
    )


def parse_amount(text: str, where: str = "The weight") -> Decimal:
    """A weight above zero such as `400000`, `400K`, `$1.2M`; raises Unreadable named by `where`."""
    found = AMOUNT.fullmatch(text.strip()) if len(text) <= MOST_AMOUNT else None
    if found is None:
        raise Unreadable(where, f"{echo(text)} isn't an amount. Write 400K or 30000.")
    value = number_of(where, found["digits"]) * THOUSANDS[found["more"].lower()]
    if not value:
        raise Unreadable(where, "0 says that it doesn't matter. Write an amount above 0, such as 400K.")
    return value


def parse_limit(text: str) -> Decimal:
    """A latency limit in milliseconds from `50ms` or `0.2 s`; raises Unreadable."""
    found = FIGURE.fullmatch(text.strip()) if len(text) <= MOST_AMOUNT else None
    if found is None or not found["time"] or found["sign"]:
        raise Unreadable("The limit", f"{echo(text)} isn't a time. Write 50ms or 0.2s.")
    return number_of("The limit", found["digits"]) * MILLISECONDS[unit_of(found["time"])]


def _parts(text: str) -> list[str]:
    if len(text) > MOST_TEXT:
        raise Unreadable("The options", f"that is more than {MOST_TEXT:,} characters. Shorten the names.")
    parts = [kept for part in re.split(r"[;\n\r]", text.translate(ALIKE)) if (kept := _visible(part))]
    if not parts:
        raise Unreadable("The options", f"nothing is there yet. {EXAMPLE}")
    if len(parts) > MOST_OPTIONS:
        raise Unreadable("The options", f"these are {len(parts)}. Keep the best {MOST_OPTIONS} at most.")
    return parts


def _visible(text: str) -> str:
    """Without control, direction and other invisible characters; tabs become blanks."""
    plain = text.replace("\t", " ")
    return "".join(c for c in plain if unicodedata.category(c)[0] != "C").strip()


_BARE_NAME = re.compile(r"([^\W\d].*?)\s+(?=[+-]?\d)")
"""A name without a colon: the words before the first figure."""


def _draft(part: str, place: int) -> _Draft:
    name, colon, rest = part.partition(":")
    if not colon and (bare := _BARE_NAME.match(part)):
        name, rest = bare[1], part[bare.end() :]
    elif not colon:
        raise Unreadable(
            f"Option {place}", f"{echo(part)} has no name. Write a name and a colon first: A: +1.5pp +40ms"
        )
    draft = _Draft(_name(name, place))
    for found in TOKEN.finditer(rest):
        if label := LABELS.get((found["name"] or "").lower()):
            draft.labels.setdefault(label, found["name"].lower())
        elif found["word"]:
            raise Unreadable(
                draft.where,
                f"{echo(found['word'])} isn't a value. "
                "Write accuracy as 78%, latency as 120ms, and ; between options.",
            )
        elif found["figure"]:
            _keep(draft, found)
    return draft


def _name(typed: str, place: int) -> str:
    name = " ".join(typed.split())
    if not name:
        raise Unreadable(f"Option {place}", "the name before the colon is empty. Write A: +1.5pp +40ms")
    if len(name) > MOST_NAME:
        raise Unreadable(
            f"Option {place}", f"the name {echo(name)} is longer than {MOST_NAME} characters. Shorten it."
        )
    return name


def _keep(draft: _Draft, found: re.Match[str]) -> None:
    """Keeps a figure in the draft."""
    # an unknown unit must not be dropped in silence
    if not found["unit"] and found["glued"].strip(".:="):
        raise Unreadable(
            draft.where,
            f"{echo(found[0] + found['glued'])} has a unit that isn't known. Write 78%, +1.5pp, 120ms or 0.12s.",
        )
    figure = _figure(draft, found)
    if first := draft.figures.get(figure.kind):
        raise Unreadable(
            draft.where,
            f"two values for {figure.kind}, {echo(first.shown)} and {echo(figure.shown)}. Keep one of them.",
        )
    draft.figures[figure.kind] = figure


def _figure(draft: _Draft, found: re.Match[str]) -> _Figure:
    shown, signed = found["typed"] + (found["unit"] or ""), bool(found["sign"])
    value = number_of(draft.where, found["digits"]) * (-1 if found["sign"] == "-" else 1)
    if found["money"]:
        draft.labels.setdefault("currency", found["money"])
        if found["unit"]:
            draft.labels.setdefault("cost unit", "".join(found["unit"].split()).lower())
        return _Figure("cost", value, signed, shown)
    if found["time"]:
        return _Figure("latency", value * MILLISECONDS[unit_of(found["time"])], signed, shown)
    if fault := _fault_of_accuracy(draft, found, value):
        raise Unreadable(draft.where, f"{echo(shown)} {fault}")
    return _Figure("accuracy", value if found["unit"] else value * 100, signed, shown)


def _fault_of_accuracy(draft: _Draft, found: re.Match[str], value: Decimal) -> str:
    """Why a number can't be an accuracy, and what to write; nothing where it can."""
    typed, signed = found["typed"], bool(found["sign"])
    if found["points"] and not signed:
        return f"has no sign. Write +{typed}{found['points']} for a gain, or the whole value as 78%."
    if found["percent"] and signed:
        return (
            f"can mean points or a part of the old value. Write {typed}pp for points, or the absolute value."
        )
    if found["unit"]:
        return ""
    if signed:
        return "has no unit. Write +1.5pp for accuracy or +40ms for latency."
    if "accuracy" in draft.figures:
        return f"has no unit. Write {typed[:12]}ms or {typed[:12]}s."
    share = value <= 1 and not found["digits"].isdigit()
    return "" if share else "has no unit. Write 78% or 0.78 for accuracy, 120ms for latency."


def number_of(where: str, digits: str) -> Decimal:
    """A number as it was typed; raises Unreadable, named by `where`, for one that is too long or ambiguous."""
    if sum(c.isdigit() for c in digits) > MOST_DIGITS:
        raise Unreadable(where, f"{echo(digits)} has more than {MOST_DIGITS} digits. Round it.")
    head, comma, tail = digits.partition(",")
    if digits.count(".") + digits.count(",") > 1:
        raise Unreadable(where, f"{echo(digits)} has two marks. Write it without a mark for thousands.")
    if comma and len(tail) == 3 and head != "0":
        raise Unreadable(where, f"{echo(digits)} can be {head}.{tail} or {head}{tail}. Write one of the two.")
    return Decimal(digits.replace(",", "."))


def _refuse_twins(drafts: Sequence[_Draft]) -> None:
    """Two of one name, or figures that are told by different labels."""
    names: set[str] = set()
    first: dict[str, tuple[_Draft, str]] = {}
    for draft in drafts:
        if draft.name.casefold() in names:
            raise Unreadable(draft.where, "this name is there twice. Give each option its own name.")
        names.add(draft.name.casefold())
        for kind, label in draft.labels.items():
            other, said = first.setdefault(kind, (draft, label))
            if said != label:
                raise Unreadable(
                    draft.where,
                    f"{kind} is {echo(label)} here and {echo(said)} in {other.where}. Use the same in both.",
                )


def _values(draft: _Draft, base: Mapping[Kind, Decimal], *, relative: bool) -> dict[Kind, Decimal]:
    """`relative`: the values are changes, and may be less than nothing."""
    values = {
        kind: figure.value + (base[kind] if figure.signed else 0) for kind, figure in draft.figures.items()
    }
    if "accuracy" not in values:
        raise Unreadable(draft.where, "accuracy is missing. Write it as 78%, or +0pp if it doesn't change.")
    if "latency" not in values:
        raise Unreadable(draft.where, "latency is missing. Write it as 120ms, or +0ms if it doesn't change.")
    for kind, value in () if relative else values.items():
        shown = echo(draft.figures[kind].shown)
        if value < 0:
            raise Unreadable(draft.where, f"{shown} makes {kind} {value:f}, less than 0. Check the value.")
        if kind == "accuracy" and value > 100:
            raise Unreadable(draft.where, f"{shown} makes accuracy {value:f}%, more than 100%. Check it.")
    return values
