"""What the words between two numbers say: which is the older, which the target, and that they are no pair."""

from bot.rules.facts import Quantity
from bot.rules.numbers.scene import NumberScene
from bot.rules.words.lex import NUMBER
from bot.rules.words.scene import STOPS

WINDOW, RECALL = 8, 14
"""Tokens between two numbers: at most, and where the words say that the second is the older one."""
NEAR, NAMED, SIDE = 4, 4, 6  # tokens
AFTER, TAIL = 5, 3
INSTEAD = frozenset(["instead", "rather"])
COMPARED = frozenset(["compared", "opposed"])
NOW = frozenset(["now", "today"])
THERE = frozenset(["where", "whereas"])
LASTING = frozenset(["for", "in"])


def find_link(scene: NumberScene, a: Quantity, b: Quantity) -> str:
    """How two quantities are tied: forward (from a to b), backward, target, or not."""
    far, keys = b.first - a.last, scene.keys[a.last : b.first]
    if not STOPS.isdisjoint(keys):
        return "backward" if _is_added(scene, a, b) else ""
    if dated := _by_years(scene, a, b):
        return dated
    share = a.dim == b.dim == "percent" and not (a.word or b.word) and scene.key(b.first - 1) == "from"
    recalled = (far <= RECALL or share) and _is_recalled(scene, a, b)
    if recalled or (far <= RECALL and _is_elsewhere(scene, b, keys)):
        return "backward"
    if far > WINDOW:
        return ""
    if "->" in keys or keys == ["a"] or is_forward(scene, a, b):  # "from 420 MB a 90 MB"
        return "forward"
    return _backward(scene, a, b, keys)


def _is_added(scene: NumberScene, a: Quantity, b: Quantity) -> bool:
    """In a sentence of its own, as "computed in 4 minutes; it was 50 minutes"."""
    at = scene.past_about(b.first - 1)
    stop = max(here for here in range(a.last, b.first) if scene.key(here) in STOPS)
    near = at - stop < WINDOW and not has_metric(scene, stop, b.first)
    return near and scene.key(at) in scene.sets["waited_then"]


def _by_years(scene: NumberScene, a: Quantity, b: Quantity) -> str:
    """As in "38 in 2022, 9 in 2024", "two fines in 2021, four in 2022"."""
    at = a.last + (scene.key(a.last) != "in")
    if not scene.key(at) == scene.key(b.last) == "in" or b.first - at > NEAR:
        return ""
    if not (scene.is_year(at + 1) and scene.is_year(b.last + 1)):
        return ""
    return "forward" if scene.key(at + 1) < scene.key(b.last + 1) else "backward"


def _is_recalled(scene: NumberScene, a: Quantity, b: Quantity) -> bool:
    """As in "1 in 9 invoices needs a human now, formerly 1 in 3", "..., it was 19 in 1,000"."""
    at, sets = b.first - 1, scene.sets
    while scene.key(at) in sets["about"] or scene.key(at) in sets["pronouns_of_people"]:
        at -= 1
    if scene.key(at) in ("was", "were") and scene.key(at - 1) in sets["recalling"]:
        at -= 1
        at -= scene.key(at - 1) in sets["recalled"]
    elif scene.key(at) == "from":
        at -= 1
    elif _is_of_another(scene, at, a.last):
        return not has_metric(scene, at + 1, b.first)
    elif scene.key(at) in sets["needing"]:
        at -= scene.key(at - 1) in sets["recalling"]
    elif scene.key(at) not in sets["recalled"]:
        return False
    at -= scene.key(at - 1) == "and"
    return scene.key(at - 1) in (",", "(")


def _is_of_another(scene: NumberScene, at: int, start: int) -> bool:
    """As in ", old system needed 2 hours", "(the vendor took 9 s)"."""
    back = range(at - 1, max(at - SIDE, start - 1), -1)
    stop = next((here for here in back if scene.key(here) in (",", "(")), -1)
    told = scene.key(at) in scene.sets["told_there"] or scene.key(stop + 1) in scene.sets["side_leads"]
    return told and not scene.sets["others"].isdisjoint(scene.keys[stop:at])


def _is_elsewhere(scene: NumberScene, b: Quantity, keys: list[str]) -> bool:
    """As in "3 cards where the vendor needed 11", "41 files a day where it used to be 29"."""
    if THERE.isdisjoint(keys):
        return False
    at = scene.past_about(b.first - 1)
    if scene.key(at) in THERE:
        return scene.key(b.last) in scene.sets["told_there"]
    at -= scene.key(at) in LASTING  # "where they searched for two hours"
    return scene.key(at) in scene.sets["told_there"]


def is_forward(scene: NumberScene, a: Quantity, b: Quantity) -> bool:
    """As in "from 22 to 15 ms", "4,100 GPU hours down to 900", "310 a month, now 120"."""
    links = (scene.links["forward"].get(at) for at in range(b.first - 3, b.first))
    hit = next((one for one in links if one is not None), None)
    if (
        hit is None
        or hit.start in scene.within_links
        or hit.start < a.last
        or not _leads_to(scene, hit.end, b)
    ):
        return b.first - a.last <= WINDOW and _is_then_and_now(scene, a, b)
    after = _past_rate(scene, a.last)
    moved = after < hit.start <= after + NAMED and scene.key(hit.start - 1) in ("down", "up")
    if moved and scene.key(a.first - 1) not in scene.sets["by"]:
        return True
    begun = not scene.sets["from"].isdisjoint((scene.key(a.first - 1), scene.key(a.first - 2)))
    if hit.start == after or begun or scene.key(hit.start) in ("became", "becomes", "become"):
        return True
    if _is_then_and_now(scene, a, b) or scene.key(a.first - 1) in ("was", "were"):
        return True
    return a.dim == b.dim and a.dim != "plain" and not has_metric(scene, hit.end, b.first)


def _past_rate(scene: NumberScene, at: int) -> int:
    """Past the "a month" of "310 a month down to 150"."""
    paced = scene.key(at) in ("a", "an", "per", "each", "/") and scene.key(at + 1) in scene.sets["rates"]
    return at + 2 * paced


def _leads_to(scene: NumberScene, start: int, b: Quantity) -> bool:
    """Whether nothing but "about" and the like stands before the second number."""
    between = scene.keys[start : b.first]
    return all(key in scene.sets["about"] or key in "(:" or key in scene.sets["inside"] for key in between)


def _is_then_and_now(scene: NumberScene, a: Quantity, b: Quantity) -> bool:
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


def _has_link(scene: NumberScene, a: Quantity, b: Quantity, kind: str) -> bool:
    return any(at in scene.links[kind] for at in range(a.last, b.first))


def _backward(scene: NumberScene, a: Quantity, b: Quantity, keys: list[str]) -> str:
    if scene.key(b.first - 1) in scene.sets["told_before"] and _has_link(scene, a, b, "before"):
        return "" if _is_old(scene, a) else "backward"  # "3 EUR a page and before was 11"
    links = (scene.links["backward"].get(at) for at in range(a.last, b.first))
    hit = next((one for one in links if one is not None), None)
    if hit is None:
        return "backward" if _alike(a, b) and _is_remark(scene, a, b, keys) else ""
    alike = a.dim == b.dim or (a.dim == "money" and b.dim == "plain" and not b.noun and b.value >= 1)
    weighed = alike and _weighs(scene, hit.end - 1)
    if has_metric(scene, hit.end if weighed and a.dim in ("percent", "money") else a.last + 2, b.first):
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
    return "target" if any(at in scene.links["target"] for at in around) else "backward"


def _weighs(scene: NumberScene, at: int) -> bool:
    """As in "against", "instead of", "compared to": what follows is the older one, from afar as well."""
    told = scene.sets["weighing_against"]
    if scene.key(at) in ("of", "than", "to", "with"):
        return scene.key(at - 1) in told | COMPARED
    return scene.key(at) in told


def _is_remark(scene: NumberScene, a: Quantity, b: Quantity, keys: list[str]) -> bool:
    """As in "0.89 (baseline 0.84)" or "71 % (71 % before)"."""
    if keys[:1] in (["("], [","], ["and"]) and len(keys) <= 3 and _has_link(scene, a, b, "before"):
        return True
    if ":" in keys:
        return False  # "by 100 answers: 14 before, 6 now"
    between = has_metric(scene, a.last, b.first)
    parts = min(a.last - a.first, b.last - b.first) > 2 and a.dim == b.dim == "percent" and not between
    near = len(keys) <= (WINDOW if parts else NEAR)
    apart = a.dim != b.dim and between  # "bill -61k, recall 0.90 as before"
    return near and not apart and _is_tagged(scene, b.last, "before")


def has_metric(scene: NumberScene, start: int, end: int) -> bool:
    return bool(scene.between("metric", start, end))


def _is_tagged(scene: NumberScene, at: int, kind: str) -> bool:
    """Right after `at`, or one word later, the text says "before" (or "after")."""
    for here in (at, at + 1, at + 2):
        if here in scene.links[kind]:
            return not scene.key(here + 1).endswith("ing")  # "watched 4 shifts before writing any code"
        if here >= len(scene.tokens) or scene.tokens[here].kind == NUMBER or scene.key(here) in ",;).":
            return False
    return False


def _is_old(scene: NumberScene, a: Quantity) -> bool:
    """The first number is called the old one: "baseline 0.84 vs 0.86", "0.84 before vs 0.86"; not the 0.8 of
    "against 0.87 before, 0.8 s instead of 5"."""
    before = scene.links["before"]
    led = scene.key(a.first - 1) != "," and any(at in before for at in range(max(a.first - 2, 0), a.first))
    return led or a.last in before


def _alike(a: Quantity, b: Quantity) -> bool:
    """In one unit, which the second need not repeat: "72 Hz, 45 before"."""
    return a.dim == b.dim or (b.dim == "plain" and not b.noun and not b.word)
