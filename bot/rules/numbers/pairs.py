"""Quantities into values: which two say one thing (from 22 to 15 ms, 0.86 vs 0.84) by the words between and around
them, and which number stands alone."""

from collections.abc import Sequence

from bot.rules.facts import Quantity, Shape, Value
from bot.rules.numbers.quantities import DURATIONS, are_comparable, read_quantities
from bot.rules.numbers.singles import read_single
from bot.rules.words.scene import STOPS, Scene
from bot.rules.words.tokens import NUMBER

THOUSAND = 1e3
LATER = 24
"""Tokens between two numbers, at most."""
COUNTED = frozenset(["plain", "bytes", "params", "time"])
WINDOW = 8
NEAR, NAMED = 4, 4  # tokens
AFTER, TAIL = 5, 3
INSTEAD = frozenset(["instead", "rather"])
COMPARED = frozenset(["compared", "opposed"])
NOW = frozenset(["now", "today"])


def read_values(scene: Scene) -> list[Value]:
    """The values of a text in order; each quantity is in one of them."""
    quantities = read_quantities(scene)
    values: list[Value] = []
    at = 0
    while at < len(quantities):
        pair = _take(scene, quantities[at : at + 3])
        values.append(pair or read_single(scene, quantities[at]))
        at += 2 if pair else 1
    return values


def _take(scene: Scene, ahead: Sequence[Quantity]) -> Value | None:
    """The first two of `ahead` as one value, or None: then the first stands alone. "18 % (from 11 to 9 %)" is
    18 % alone, for the second begins a pair of its own; "to 45 ms from 60, p99 to 4 s" are 45 and 60."""
    if len(ahead) < 2:
        return None
    ends = scene.key(ahead[0].first - 1) == "to" and ahead[0].last == ahead[1].first - 1
    begins = len(ahead) == 3 and not ends and scene.key(ahead[1].first - 1) in scene.sets["from"]
    if begins and _pair(scene, ahead[1], ahead[2]):
        return None
    return _pair(scene, ahead[0], ahead[1])


def _pair(scene: Scene, a: Quantity, b: Quantity) -> Value | None:
    if not 0 < b.first - a.last <= LATER or _are_apart(scene, a, b):
        return None
    below = _is_below_zero(scene, a, b)
    if not are_comparable(a, b._replace(sign="") if below else b):
        return None
    link = _find_link(scene, a, b) if _counts_alike(scene, a, b) else ""
    if not link:
        return None
    if link == "target":
        return _value(a, b, "level", None, None, ref=True)
    old, new = (a, b) if link == "forward" else (b, a)
    return _change(scene, a, b, old, new, below=below)


def _is_below_zero(scene: Scene, a: Quantity, b: Quantity) -> bool:
    """As in "from 90 ms to -5 ms": an end of its own, not a change of the first."""
    return not a.sign and b.sign == "-" and scene.key(b.first - 1) in ("to", "->")


def _are_apart(scene: Scene, a: Quantity, b: Quantity) -> bool:
    """As in "2.4bn transactions from 11 source systems", "0.38 after 120k steps"."""
    steps = b.dim == "training" or scene.key(b.last) in scene.sets["training_steps"]
    people = a.noun == "audience" and a.dim == b.dim == "plain"
    scored = people and 0 < b.value < 1 < a.value  # "two inspectors agreed, it was 0.66"
    if scored or (steps and scene.key(b.first - 1) in ("after", "in", "within")):
        return True
    spoken = b.word and b.dim == "plain" and not (a.word or a.value == int(a.value))
    sized = a.magnitude and a.dim == "plain" and b.dim in DURATIONS  # "the 7B run took 26 hours"
    if spoken or sized:
        return True  # the former: "recall 0.94 as before, three nodes less"
    if a.noun and a.dim != b.dim and scene.key(b.first - 1) == "from":
        return True  # "of 600 models from a day to an hour"
    if a.dim == "plain" and b.dim in DURATIONS and scene.key(b.first - 1) in scene.sets["periods"]:
        return True  # "200 experiments over 6 months"
    return b.dim == "plain" and a.dim in COUNTED and _count_different_things(scene, a, b)


def _count_different_things(scene: Scene, a: Quantity, b: Quantity) -> bool:
    """As in "2.4bn transactions from 11 source systems", "3 nurses over two winters", "310 clinics, sorted into
    14 themes"; not "12 teams, up from 3 squads"."""
    at = b.first - 1
    if scene.key(at) not in scene.sets["no_comparing"] or scene.key(at - 1) in ("up", "down", "turned"):
        return False
    apart = a.dim != "plain" or scene.key(at) in ("across", "with", "over")
    named = (apart or scene.is_word(a.last)) and scene.is_word(b.last)
    again = {scene.key(at) for at in range(b.last, b.last + 3) if scene.is_word(at)}
    return named and again.isdisjoint(scene.keys[a.last : b.first])


def _counts_alike(scene: Scene, a: Quantity, b: Quantity) -> bool:
    """Numbers in words are a pair only if they count something ("two servers where there were nine"), or stand
    for each other ("twelve instead of twenty", "seven, formerly twelve")."""
    if not (a.word and a.dim == "plain") or scene.key(a.last) in ("instead", "rather"):
        return True
    if a.noun or (b.word and scene.is_word(a.last) and not scene.is_word(b.last)):
        return True  # the former: "nine jobs a day, up from seven"
    return scene.key(a.first - 1) in scene.sets["from"] or scene.key(a.first - 1) == ":"


def _change(scene: Scene, a: Quantity, b: Quantity, old: Quantity, new: Quantity, *, below: bool) -> Value:
    unit = a if b.dim == "plain" else b
    before, after = _scaled(scene, old, unit), _scaled(scene, new, unit)
    if below and new is b:
        after = -after
    direction = (after > before) - (after < before)
    change = _value(a, b, "change", before, after, direction=direction, ref=True)
    return change._replace(first=_led_from(scene, a, b)) if old is a else change


def _led_from(scene: Scene, a: Quantity, b: Quantity) -> int:
    """Where "from 6.2 s", "went from 6.2 s", "fell 6.2 → 4.1 s" begin: what comes before is what the numbers of
    "6.2 → 4.1 s" would follow."""
    start = a.first - (scene.key(a.first - 1) == "from")
    if start == a.first and "->" not in scene.keys[a.last : b.first]:
        return start
    moved = start - (scene.key(start - 1) in ("up", "down"))
    return moved - 1 if scene.key(moved - 1) in scene.sets["going"] else start


def _scaled(scene: Scene, quantity: Quantity, unit: Quantity) -> float:
    """A bare number next to one with a unit is in that unit: "22 to 15 ms", "41 to 17 thousand shekels"; not
    "$4k to 900"."""
    if quantity.dim == unit.dim or quantity.dim != "plain":
        return quantity.value
    scale = unit.scale
    if unit.dim == "money":
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


def _find_link(scene: Scene, a: Quantity, b: Quantity) -> str:
    """How two quantities are tied: forward (from a to b), backward, target, or not."""
    far, keys = b.first - a.last, scene.keys[a.last : b.first]
    if not STOPS.isdisjoint(keys):
        return ""
    if dated := _by_years(scene, a, b):
        return dated
    if far > WINDOW:
        return ""
    if "->" in keys or keys == ["a"] or _is_forward(scene, a, b):  # "from 420 MB a 90 MB"
        return "forward"
    return _backward(scene, a, b, keys)


def _by_years(scene: Scene, a: Quantity, b: Quantity) -> str:
    """As in "38 in 2022, 9 in 2024", "two fines in 2021, four in 2022"."""
    at = a.last + (scene.key(a.last) != "in")
    if not (
        scene.key(at) == scene.key(b.last) == "in" and scene.is_year(at + 1) and scene.is_year(b.last + 1)
    ):
        return ""
    return "forward" if scene.key(at + 1) < scene.key(b.last + 1) else "backward"


def _is_forward(scene: Scene, a: Quantity, b: Quantity) -> bool:
    """As in "from 22 to 15 ms", "4,100 GPU hours down to 900", "310 a month, now 120"."""
    links = (scene.starts["forward"].get(at) for at in range(b.first - 3, b.first))
    hit = next((one for one in links if one is not None), None)
    if hit is None or not _leads_to(scene, hit.end, b):
        return _is_then_and_now(scene, a, b)
    after = a.last + 2 * (scene.key(a.last) in ("a", "an", "per", "each", "/"))  # "310 a month down to 150"
    if after < hit.start <= after + NAMED and scene.key(hit.start - 1) in ("down", "up"):
        return True
    begun = not scene.sets["from"].isdisjoint((scene.key(a.first - 1), scene.key(a.first - 2)))
    if hit.start == after or begun or scene.key(hit.start) in ("became", "becomes", "become"):
        return True
    if _is_then_and_now(scene, a, b) or scene.key(a.first - 1) in ("was", "were"):
        return True
    return a.dim == b.dim and a.dim != "plain"


def _leads_to(scene: Scene, start: int, b: Quantity) -> bool:
    """Whether nothing but "about" and the like comes before the second number."""
    between = scene.keys[start : b.first]
    return all(key in scene.sets["about"] or key in "(:" or key in scene.sets["inside"] for key in between)


def _is_then_and_now(scene: Scene, a: Quantity, b: Quantity) -> bool:
    """As in "0.84 before, now 0.89", "before 0.84, 0.89 after", "Stops of the press: 9 per week, now 4", "F1: 0.68
    before, 0.77 with retries"."""
    old = _has_link(scene, a, b, "before") or _is_old(scene, a)
    if old and (_has_link(scene, a, b, "after") or _is_tagged(scene, b.last, "after")):
        return True
    at = scene.past_about(b.first - 1)
    now = scene.key(at) in NOW
    if scene.key(at - now) not in (",", "and") or scene.key(a.first - 1) != ":" or a.dim != b.dim:
        return False
    then = not scene.sets["then_marks"].isdisjoint(scene.keys[a.last : at])
    return now or then or not scene.sets["now_marks"].isdisjoint(scene.keys[b.last : b.last + TAIL])


def _has_link(scene: Scene, a: Quantity, b: Quantity, kind: str) -> bool:
    return any(at in scene.starts[kind] for at in range(a.last, b.first))


def _backward(scene: Scene, a: Quantity, b: Quantity, keys: list[str]) -> str:
    if scene.key(b.first - 1) in scene.sets["told_before"] and _has_link(scene, a, b, "before"):
        return "backward"  # "3 EUR a page and before was 11"
    links = (scene.starts["backward"].get(at) for at in range(a.last, b.first))
    hit = next((one for one in links if one is not None), None)
    if hit is None:
        return "backward" if _alike(a, b) and _is_remark(scene, a, b, keys) else ""
    weighed = a.dim == b.dim and _weighs(scene, hit.end - 1)
    if scene.between("metric", hit.end if weighed and a.dim in ("percent", "money") else a.last + 2, b.first):
        return ""
    near = b.first - hit.end <= (1 if scene.key(hit.start) in scene.sets["near_links"] else AFTER)
    near = near and (scene.key(hit.start) != "and" or b.first == hit.end)
    # "25 minutes to write one up instead of 50"
    bare = b.dim == "plain" and not b.noun and a.dim in ("span", "time") and scene.key(hit.start) in INSTEAD
    if not near or hit.start - a.last > (WINDOW if bare or weighed else NEAR):
        return ""
    if _is_old(scene, a):
        return "forward"
    around = (*range(hit.end, b.first), b.last)
    return "target" if any(at in scene.starts["target"] for at in around) else "backward"


def _weighs(scene: Scene, at: int) -> bool:
    """As in "against", "instead of", "compared to": what follows is the older one, from afar as well."""
    told = scene.sets["weighing_against"]
    if scene.key(at) in ("of", "than", "to", "with"):
        return scene.key(at - 1) in told | COMPARED
    return scene.key(at) in told


def _is_remark(scene: Scene, a: Quantity, b: Quantity, keys: list[str]) -> bool:
    """As in "0.89 (baseline 0.84)" or "71 % (71 % before)"."""
    if keys[:1] in (["("], [","], ["and"]) and len(keys) <= 3 and _has_link(scene, a, b, "before"):
        return True
    if ":" in keys:
        return False  # "by 100 answers: 14 before, 6 now"
    between = scene.between("metric", a.last, b.first)
    apart = a.dim != b.dim and between  # "bill -61k, recall 0.90 as before"
    return len(keys) <= NEAR and not apart and _is_tagged(scene, b.last, "before")


def _is_tagged(scene: Scene, at: int, kind: str) -> bool:
    """Right after `at`, or one word later, the text says "before" (or "after")."""
    for here in (at, at + 1, at + 2):
        if here in scene.starts[kind]:
            return not scene.key(here + 1).endswith("ing")  # "watched 4 shifts before writing any code"
        if here >= len(scene.tokens) or scene.tokens[here].kind == NUMBER or scene.key(here) in ",;).":
            return False
    return False


def _is_old(scene: Scene, a: Quantity) -> bool:
    """The first number is called the old one: "baseline 0.84 vs 0.86", "0.84 before vs 0.86"; not the 0.8 of
    "against 0.87 before, 0.8 s instead of 5"."""
    before = scene.starts["before"]
    led = scene.key(a.first - 1) != "," and any(at in before for at in range(max(a.first - 2, 0), a.first))
    return led or a.last in before


def _alike(a: Quantity, b: Quantity) -> bool:
    """In one unit, which the second need not repeat: "72 Hz, 45 before"."""
    return a.dim == b.dim or (b.dim == "plain" and not b.noun and not b.word)
