"""Quantities into values: which two say one thing (from 22 to 15 ms, 0.86 vs 0.84), which number stands alone."""

from collections.abc import Sequence

from bot.rules.facts import Quantity, Shape, Value
from bot.rules.numbers.links import find_link, is_forward
from bot.rules.numbers.quantities import read_quantities
from bot.rules.numbers.scene import NumberScene
from bot.rules.numbers.singles import read_single

DURATIONS = frozenset(["time", "span"])
THOUSAND = 1e3
LATER = 24
"""Tokens between two numbers, at most."""
WHOLE = 100
"""Per cent: more than that is a count."""
COUNTED = frozenset(["plain", "bytes", "params", "time"])


def read_values(scene: NumberScene) -> list[Value]:
    """The values of a text in order; each quantity is in one of them."""
    quantities = read_quantities(scene)
    if len(quantities) > 1:
        quantities = _merge_ranges(scene, quantities)
    values: list[Value] = []
    at = 0
    while at < len(quantities):
        pair = _take(scene, quantities[at : at + 3])
        values.append(pair or read_single(scene, quantities[at]))
        at += 2 if pair else 1
    return values


def _merge_ranges(scene: NumberScene, quantities: Sequence[Quantity]) -> list[Quantity]:
    """The quantities with each range as one: "9-12 ms"."""
    found: list[Quantity] = []
    for quantity in quantities:
        if found and _is_range(scene, found[-1], quantity):
            found[-1] = _merged(found[-1], quantity)
        else:
            found.append(quantity)
    return found


def _is_range(scene: NumberScene, a: Quantity, b: Quantity) -> bool:
    glued = b.first - a.last == 1 and scene.key(a.last) == "-" and _comparable(a, b)
    return glued and scene.tokens[a.last].start == scene.tokens[a.last - 1].end


def _take(scene: NumberScene, ahead: Sequence[Quantity]) -> Value | None:
    """The first two of `ahead` as one value, or None: then the first stands alone. "18 % (from 11 to 9 %)" is
    18 % alone, for the second begins a pair of its own; "to 45 ms from 60, p99 to 4 s" are 45 and 60."""
    if len(ahead) < 2:
        return None
    if len(ahead) == 3 and _points(scene, ahead[1], ahead[2]) and not _points(scene, ahead[0], ahead[1]):
        return None  # "of the 30B run 31 % → 44 %"
    ends = scene.key(ahead[0].first - 1) == "to" and ahead[0].last == ahead[1].first - 1
    if len(ahead) == 3 and not ends and scene.key(ahead[1].first - 1) in scene.sets["from"]:
        own = _pair(scene, ahead[1], ahead[2])
        if own is not None and is_forward(scene, ahead[1], ahead[2]):
            return None
    return _pair(scene, ahead[0], ahead[1])


def _points(scene: NumberScene, a: Quantity, b: Quantity) -> bool:
    """An arrow stands between them, and nothing else."""
    return scene.key(a.last) == "->" and a.last + 1 == b.first


def _pair(scene: NumberScene, a: Quantity, b: Quantity) -> Value | None:
    if not 0 < b.first - a.last <= LATER or _are_apart(scene, a, b):
        return None
    below = _is_below_zero(scene, a, b)
    if not (_comparable(a, b._replace(sign="") if below else b) or _are_factors(scene, a, b)):
        return None
    link = find_link(scene, a, b) if _counts_alike(scene, a, b) else ""
    if not link:
        return None
    if link == "target":
        return _value(a, b, "level", None, None, ref=True)
    old, new = (a, b) if link == "forward" else (b, a)
    return _change(scene, a, b, old, new, below=below)


def _is_below_zero(scene: NumberScene, a: Quantity, b: Quantity) -> bool:
    """As in "from 90 ms to -5 ms": an end of its own, not a change of the first."""
    return not a.sign and b.sign == "-" and scene.key(b.first - 1) in ("to", "->")


def _are_apart(scene: NumberScene, a: Quantity, b: Quantity) -> bool:
    """As in "2.4bn transactions from 11 source systems", "0.38 after 120k steps"."""
    steps = b.dim == "training" or scene.key(b.last) in scene.sets["training_steps"]
    people = a.noun == "audience" and a.dim == b.dim == "plain" and not b.noun
    scored = people and 0 < b.value < 1 <= a.value  # "agreement between two inspectors was 0.66"
    if scored or (steps and scene.key(b.first - 1) in ("after", "in", "within")):
        return True
    spoken = b.word and b.dim == "plain" and not (a.word or a.value == int(a.value))
    sized = a.magnitude and a.dim == "plain" and b.dim in DURATIONS  # "the 7B run took 26 hours"
    if spoken or sized:
        return True  # the former: "recall 0.94 as before, three nodes less"
    # "two inspectors agreed, it was 0.66"
    few = a.word and a.value > 1 > b.value > 0 and b.dim == "plain"
    if a.noun and (few or (a.dim != b.dim and scene.key(b.first - 1) == "from")):
        return True  # "of 600 models from a day to an hour"
    if a.dim == "plain" and b.dim in DURATIONS and scene.key(b.first - 1) in scene.sets["periods"]:
        return True  # "200 experiments over 6 months"
    return b.dim == "plain" and a.dim in COUNTED and _count_different_things(scene, a, b)


def _count_different_things(scene: NumberScene, a: Quantity, b: Quantity) -> bool:
    """As in "2.4bn transactions from 11 source systems", "3 nurses over two winters", "310 clinics, sorted into
    14 themes"; not "12 teams, up from 3 squads"."""
    at = b.first - 1
    if (
        a.noun == b.noun == "machine"
        or scene.key(at) not in scene.sets["no_comparing"]
        or scene.key(at - 1) in ("up", "down", "turned")
    ):
        return False
    apart = a.dim != "plain" or scene.key(at) in ("across", "with", "over")
    named = [apart or scene.is_word(a.last), scene.is_word(b.last)]
    ends = range(b.last, min(b.last + 3, len(scene.tokens)))
    return (
        all(named)
        and scene.sets["rates"].isdisjoint(scene.keys[b.last : b.last + 2])
        and not any(scene.key(here) in scene.keys[a.last : b.first] for here in ends if scene.is_word(here))
    )


def _are_factors(scene: NumberScene, a: Quantity, b: Quantity) -> bool:
    """As in "40x real time -> 110x"; "2x and 3x" are two results."""
    return a.dim == b.dim == "factor" and not (a.word or b.word) and "->" in scene.keys[a.last : b.first]


def _counts_alike(scene: NumberScene, a: Quantity, b: Quantity) -> bool:
    """Numbers in words are a pair only if they count something ("two servers where there were nine"), or stand
    for each other ("twelve instead of twenty", "seven, formerly twelve")."""
    if not (a.word and a.dim == "plain") or scene.key(a.last) in ("instead", "rather"):
        return True
    alone = scene.is_word(a.last) and not scene.is_word(b.last) and scene.key(b.first - 1) != "to"
    # "nine jobs a day, up from seven"
    if b.word and (alone or scene.key(b.first - 1) in scene.sets["recalled"]):
        return True
    return bool(a.noun) or scene.key(a.first - 1) in scene.sets["from"] or scene.key(a.first - 1) == ":"


def _change(
    scene: NumberScene, a: Quantity, b: Quantity, old: Quantity, new: Quantity, *, below: bool
) -> Value:
    unit = a if b.dim == "plain" else b
    before, after = _scaled(scene, old, unit), _scaled(scene, new, unit)
    if below and new is b:
        after = -after
    direction = (after > before) - (after < before)
    change = _value(a, b, "change", before, after, direction=direction, ref=True)
    return change._replace(first=_led_from(scene, a, b)) if old is a else change


def _led_from(scene: NumberScene, a: Quantity, b: Quantity) -> int:
    """Where "from 6.2 s", "went from 6.2 s", "fell 6.2 → 4.1 s" begin: what stands before is what the numbers of
    "6.2 → 4.1 s" would follow."""
    start = a.first - (scene.key(a.first - 1) == "from")
    if start == a.first and "->" not in scene.keys[a.last : b.first]:
        return start
    moved = start - (scene.key(start - 1) in ("up", "down"))
    return moved - 1 if scene.key(moved - 1) in scene.sets["going"] else start


def _scaled(scene: NumberScene, quantity: Quantity, unit: Quantity) -> float:
    """A bare number next to one with a unit is in that unit: "22 to 15 ms", "41 to 17 thousand shekels"; not
    "$4k to 900"."""
    if quantity.dim == unit.dim or quantity.dim != "plain":
        return quantity.value
    scale = unit.scale
    if unit.dim == "money" and not quantity.magnitude and quantity.value < THOUSAND:
        told = next((num for token in scene.tokens[unit.first : unit.last] if (num := token.num)), None)
        part = unit.value / (told.value or 1) if told is not None else 1
        same = part >= THOUSAND and (quantity.first < unit.first or quantity.value < unit.value / part)
        scale = part if same else scale
    return quantity.value * scale


def _value(
    a: Quantity,
    b: Quantity,
    shape: Shape,
    before: float | None,
    after: float | None,
    direction: int = 0,
    ref: bool = False,
) -> Value:
    unit = a if b.dim == "plain" and (a.dim != "plain" or a.noun) else b
    if a.dim == b.dim == "percent" and not b.noun:
        unit = a
    return Value((a.span[0], b.span[1]), a.first, b.last, unit, shape, before, after, direction, 0, ref)


def _merged(a: Quantity, b: Quantity) -> Quantity:
    """A range is one quantity: "3-5 h"."""
    unit = a if a.dim != "plain" else b
    return unit._replace(span=(a.span[0], b.span[1]), first=a.first, last=b.last, sign=a.sign)


def _comparable(a: Quantity, b: Quantity) -> bool:
    if {a.dim, b.dim} <= DURATIONS or {a.dim, b.dim} == {"params", "plain"}:
        return True
    if "percent" in (a.dim, b.dim) and a.dim != b.dim and (a.word or b.word):
        return "plain" in (a.dim, b.dim) and min(a.value, b.value) == 0  # "7 of 10 letters; it was zero"
    if a.dim == b.dim:
        return (
            bool(a.sign) == bool(b.sign)
            and a.dim not in ("factor", "point")
            and not (a.word and a.dim == "percent")
        )
    plain, other = (a, b) if a.dim == "plain" else (b, a)
    # "(+80 %), with retrieval over 12,000 pages"; "88% accuracy in answering over 150 questions"
    apart = other.dim == "percent" and (other.sign in ("+", "-") or plain.value > WHOLE)
    if plain.dim != "plain" or apart:
        return False
    if other.dim == "point" and other is b:
        return not (plain.sign or plain.noun or plain.word or other.sign)
    return (
        other.dim not in ("factor", "point")
        and plain.noun in ("", "technical")
        and (not plain.sign or plain is b)
    )
