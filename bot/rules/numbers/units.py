"""Units: what turns a number into a quantity. Its unit, glued to it, after or before it, with what it is per; what
it counts; or the whole that it is a part of: 6 of 100, one in eleven, 4 of 5 lawyers, 1/4 of the price."""

from bot.rules.facts import Quantity
from bot.rules.words.lexicon import Hit
from bot.rules.words.scene import Scene
from bot.rules.words.schema import Unit
from bot.rules.words.tokens import IDENT, NUMBER, PUNCT, WORD, Token, span_of

PER_MINUTE, HOUR = 60, 3600  # seconds
INHUMAN = 10  # a second
LEADING = frozenset(["time", "bytes", "money"])
HEADS = frozenset([",", ";", ".", "(", ":", "|", "\n"])
END = Token(PUNCT, "", 0, 0, "")
MANY_POINTS = 5000
"""More of them are data, no gain."""
ROUND = frozenset([10, 20, 25, 50, 100, 1000, 10_000])
LINKS = frozenset(["in", "of", "out", "/"])
DETERMINERS = frozenset(["every", "each", "the", "our", "all", "its"])
FULL = 100
FEW = 3
"""People that a share is of at least: "two of three lawyers"."""
NAMED = 5  # tokens


def skip_per(scene: Scene, at: int) -> int:
    """Past "/month", "per 1k requests", "a month": what follows belongs to the same quantity."""
    if scene.key(at) not in scene.sets["per"]:
        return at
    end = at + 1
    end += end < len(scene.tokens) and scene.tokens[end].kind == NUMBER
    end += scene.key(end) in scene.lexicon.magnitudes
    named = scene.key(end) not in ("instead", "rather")  # "$0.8 per million rather than $3.1"
    return end + (end < len(scene.tokens) and scene.tokens[end].kind != PUNCT and named)


def read_unit(
    scene: Scene, at: int, after: int, value: float, glued: str, sign: str, magnitude: bool = False
) -> Quantity | None:
    """The quantity of a number from `at` to `after` (not included), with the letters `glued` to it."""
    if glued:
        own = scene.lexicon.units[glued]
        speed = _speed(scene, at, after, value, sign) if own.dim == "bytes" else None  # "31GB/s"
        return speed or apply_unit(scene, at, _compound(scene, after), value, own, sign)
    if scene.key(after) == "-" and scene.tokens[after].start == scene.tokens[after - 1].end:
        return _hyphened(scene, at, after, value, sign)
    if (speed := _speed(scene, at, after, value, sign)) is not None:
        return speed
    end, unit = _own_unit(scene, at, after)
    if unit is not None:
        money = unit.dim == "money" and end == after and scene.key(at - 1) in scene.lexicon.units
        return apply_unit(scene, at - money, end, value, unit, sign)
    paid = magnitude and _is_paid(scene, at, after)
    dim = "factor" if _multiplies(scene, at) else "money" if paid else "plain"
    return make_quantity(
        scene, at, after, value, dim, sign=sign, noun=find_noun(scene, after), magnitude=magnitude
    )


def _own_unit(scene: Scene, at: int, after: int) -> tuple[int, Unit | None]:
    """Where the unit ends, and the unit: after the number or before it."""
    raw = scene.tokens[after].raw if after < len(scene.tokens) else ""
    if raw in ("W", "us"):  # not the "us" of "three of us"
        return after + 1, scene.lexicon.units[raw.lower()]
    here = skip_comparing(scene, after)
    foreign = here < len(scene.tokens) and scene.tokens[here].raw[:1].isupper()  # "12 Kenyan shillings"
    hit = scene.starts["unit"].get(here) or (scene.starts["unit"].get(here + 1) if foreign else None)
    if hit is not None and hit.start > here and hit.value.dim != "money":
        hit = None
    if hit is not None and _means_unit(scene, hit, after):
        return _compound(scene, hit.end), hit.value
    return after, _led(scene, at)


def _led(scene: Scene, at: int) -> Unit | None:
    """The unit before its number: "ms 85 -> 31", "s/cycle from 7.9", "PHP 2.10"."""
    lead = at - 1 - (scene.key(at - 1) in (":", "from"))
    lead -= scene.key(lead) in scene.sets["going"]
    words = (back for back in (1, 2) if lead > back and scene.key(lead - back) in ("/", "per"))
    per = next(words, 0) if scene.tokens[lead].kind == WORD else 0
    lead -= per + (per > 0)  # past what it is per: "EUR per million tokens 1.20"
    unit = scene.lexicon.units.get(scene.key(lead)) if lead >= 0 else None
    if unit is None or unit.dim not in LEADING:
        return None
    if (not per or scene.key(lead) == "p") and (len(scene.key(lead)) == 1 or scene.key(lead) == "won"):
        return None  # the p of "P/R 0.88" isn't pence
    heads = lead == 0 or scene.key(lead - 1) in HEADS or unit.dim == "money"
    return unit if heads and (lead == 0 or scene.tokens[lead - 1].kind != NUMBER) else None


def _is_paid(scene: Scene, at: int, after: int) -> bool:
    """As in "the feed cost 40k a year": money without its coin."""
    paid = scene.key(at - 1 - (scene.key(at - 1) == "us")) in scene.sets["spending"]
    return paid and scene.key(after) in ("a", "per", "/") and scene.key(after + 1) in scene.sets["rates"]


def _multiplies(scene: Scene, at: int) -> bool:
    """As in "by a factor of roughly 2.4"."""
    at = scene.past_about(at - 1)
    divided = scene.key(at) == "by" and scene.key(at - 1) in ("divided", "multiplied")
    return divided or (scene.key(at) == "of" and scene.key(at - 1) == "factor")


def _compound(scene: Scene, after: int) -> int:
    """Past the minutes of "5 h 20" and the seconds of "2 min 30 s"."""
    num = scene.tokens[after].num if after < len(scene.tokens) else None
    if num is None or num.suffix == "%":
        return after
    lead, units = scene.tokens[after - 1], scene.lexicon.units
    unit = units.get(lead.key) or units.get(lead.num.suffix if lead.num is not None else "")
    own = scene.starts["unit"].get(after + 1)
    if unit is None or unit.dim != "span":
        return after
    if unit.scale > HOUR if own is None else own.value.dim not in ("span", "time"):
        return after  # "in 4 weeks 62 -> 48 %", "at 12 months 2.9 %"
    return own.end if own is not None else after + 1


def _means_unit(scene: Scene, hit: Hit, after: int) -> bool:
    """As in "12 h" is a span; "300 fewer days" too, but "5 more points" stays one word away; CT is a scan."""
    if scene.key(hit.start) == "times" and (
        scene.key(hit.end) == "a" or scene.key(hit.end) in scene.sets["per"]
    ):
        return scene.key(hit.end + 1) not in scene.sets["rates"]  # "stops 3 times per shift" is a count
    if scene.tokens[hit.start].raw in ("CT", "G"):
        return False
    if scene.key(hit.start) == "night" and scene.key(hit.start - 1) not in ("one", "single", "a", "half"):
        return False  # "3 night nurses"
    return hit.start == after or hit.value.dim in ("hours", "span", "bytes", "point", "money", "speed")


def _hyphened(scene: Scene, at: int, dash: int, value: float, sign: str) -> Quantity | None:
    """A 30-day run has a span, an 8-bit model has no result."""
    hit = scene.starts["unit"].get(dash + 1)
    if hit is not None and hit.value.dim in ("span", "time", "factor", "percent", "point", "bytes"):
        return apply_unit(scene, at, hit.end, value, hit.value, sign)
    if dash + 1 < len(scene.tokens) and scene.tokens[dash + 1].kind == NUMBER:
        return make_quantity(scene, at, dash, value, "plain", sign=sign)
    return None


def apply_unit(scene: Scene, at: int, after: int, value: float, unit: Unit, sign: str) -> Quantity:
    """The quantity of a number whose unit ends before `after`."""
    dim, scale = unit.dim, unit.scale
    if (dim == "point" and value > MANY_POINTS) or (dim == "factor" and scene.key(after) in ("cross", "cv")):
        return make_quantity(scene, at, after, value, "plain", noun="technical")  # "5-fold cross validation"
    if dim == "factor" and after in scene.nouns["machine"]:
        return make_quantity(scene, at, after, value, "plain", noun="gpu")  # "8x A100"
    end = after if dim in ("percent", "point", "factor") else skip_per(scene, after)
    noun = find_noun(scene, after) if dim == "percent" else ""
    return make_quantity(scene, at, end, value * scale, dim, sign=sign, noun=noun, scale=scale)


def _speed(scene: Scene, at: int, after: int, value: float, sign: str) -> Quantity | None:
    """As in "55 tok/s", "14 pages a second", "5.6k sentences per second"."""
    if (hit := scene.starts["unit"].get(after)) is not None and hit.value.dim == "money":
        return None  # "1.1 cents per minute"
    for slash in range(after, min(after + 3, len(scene.tokens) - 1)):
        token = scene.tokens[slash]
        if token.key in scene.sets["per"] or token.key in ("a", "an", "every", "each"):
            seconds = scene.lexicon.per_second.get(scene.key(slash + 1))
            named = seconds and slash > after and _is_of_program(scene, slash - 1, value, seconds)
            if seconds and (seconds == 1 or named):
                return make_quantity(
                    scene, at, slash + 2, value / seconds, "speed", sign=sign, scale=1 / seconds
                )
            return None
        if token.kind != WORD or token.key in scene.lexicon.function:
            return None
    return None


def _is_of_program(scene: Scene, at: int, value: float, seconds: int) -> bool:
    """Things of a program at any pace; others where no person keeps up ("95 parts a minute")."""
    if at in scene.nouns["technical"]:
        return True
    people = any(at in scene.nouns[kind] for kind in ("audience", "scope")) or at in scene.metric_ends
    return (seconds == PER_MINUTE or value >= INHUMAN * seconds) and not people


def make_quantity(
    scene: Scene,
    first: int,
    last: int,
    value: float,
    dim: str,
    *,
    sign: str = "",
    noun: str = "",
    magnitude: bool = False,
    word: bool = False,
    scale: float = 1.0,
) -> Quantity:
    return Quantity(
        span_of(scene.tokens, first, last), first, last, value, dim, sign, noun, magnitude, word, scale
    )


# what is counted: people, machines, things that the lexicon knows or does not


def skip_comparing(scene: Scene, at: int) -> int:
    """Past "more", "fewer" and the like."""
    while at < len(scene.tokens) and (scene.tokens[at].key in scene.sets["counting"] or _is_part(scene, at)):
        if scene.tokens[at].key == "the" and scene.key(at - 1) != "of":
            break  # "9 minutes, 21 the summer before"
        at += 1
    return at


def _is_part(scene: Scene, at: int) -> bool:
    return scene.tokens[at].kind == NUMBER and scene.tokens[at - 1].key == "of"


def find_noun(scene: Scene, after: int) -> str:
    """The kind of thing that is counted, or shared in "31% of tokens": technical, machine, audience, scope,
    other, or nothing."""
    here = skip_comparing(scene, after)
    for at in range(here, here + 3):
        token = scene.tokens[at] if at < len(scene.tokens) else END
        if token.kind not in (WORD, IDENT) or token.key in scene.lexicon.function:
            return _unknown(scene, here) if at > here != after else _profession(scene, here, at)
        if kind := _kind(scene, at):
            return kind
    return _unknown(scene, here)


def _kind(scene: Scene, at: int) -> str:
    """By the lists."""
    for kind, known in scene.nouns.items():
        if at in known:
            return kind
    return "metric" if at in scene.starts["metric"] else ""


def _unknown(scene: Scene, here: int) -> str:
    """Of a word in no list."""
    if here >= len(scene.tokens) or scene.tokens[here].kind != WORD:
        return ""
    return _profession(scene, here, here + 1) or "other"


def _profession(scene: Scene, here: int, at: int) -> str:
    return "audience" if at == here + 1 and scene.is_profession(here) else ""


# a part of a whole, said in two numbers


def read_ratio(scene: Scene, at: int) -> Quantity | None:
    """The share that begins at `at`, as one quantity in percent, if one does."""
    part, link = _plain(scene, at), scene.key(at + 1)
    if part is None:
        return None
    if link not in LINKS:
        return _one_in(scene, at) if part == 1 else None
    return _part(scene, at, part) if link == "/" else _of_whole(scene, at, part, link)


def _of_whole(scene: Scene, at: int, part: float, link: str) -> Quantity | None:
    """One in eleven, 6 of 100, 94 out of 100, 9 of the 12 teams, nine in a hundred."""
    other = at + 3 if link == "out" else at + 2
    other += scene.key(other) in DETERMINERS
    whole, end = _plain(scene, other), other + 1
    if scene.key(other) == "a" and (hit := scene.starts["number"].get(other)) is not None:
        whole, end = float(hit.value), hit.end
    if whole is None or not _is_share(scene, at, part, whole, link, end):
        return None
    return make_quantity(scene, at, end, FULL * (part / whole), "percent")


def _one_in(scene: Scene, at: int) -> Quantity | None:
    """As in "one suggested caption in eight;", "1 call in 5 needs a human"."""
    link = next((here for here in range(at + 2, at + NAMED) if scene.key(here) == "in"), 0)
    if not link or scene.key(link - 1) in ("and", "not", "but", "or"):  # "in 1 day and not in 4"
        return None
    whole = _plain(scene, link + 1)
    ends = (
        link + 2 >= len(scene.tokens)
        or scene.tokens[link + 2].kind == PUNCT
        or scene.key(link + 2) in scene.sets["after_ratios"]
    )
    if whole is None or not (FEW <= whole <= FULL and ends):
        return None
    return make_quantity(scene, at, link + 2, FULL * (1 / whole), "percent")


def _part(scene: Scene, at: int, part: float) -> Quantity | None:
    """As in "at 1/4 of the price", "in 1/3 of the time"."""
    whole = _plain(scene, at + 2)
    if whole is None or scene.key(at + 3) not in ("of", "the") or not 1 <= part < whole <= FULL:
        return None
    return make_quantity(scene, at, at + 3, FULL * (part / whole), "percent", word=True)


def _is_share(scene: Scene, at: int, part: float, whole: float, link: str, after: int) -> bool:
    machines = scene.nouns["machine"]
    measured = after in scene.starts["unit"] and link != "out"  # "one out of five crates" counts them
    counted = after in machines or after + 1 in machines or after in scene.nouns["scope"] or measured
    if counted or not 0 <= part < whole <= 100_000 or 1980 <= whole <= 2049:
        return False
    if link == "in":
        spoken = scene.tokens[at].num is None  # "two in three drafts"
        return part == 1 or whole in ROUND or spoken
    named = after < len(scene.tokens) and scene.tokens[after].kind == WORD
    out = link == "out" and named and not part % 1  # "3 out of 10 pallets"; "graded 3.6 out of 5"
    again = part == 1 and scene.key(at - 1) in ("was", "were", "from")  # "1 of 25, it was 1 of 9"
    return whole >= 10 or (whole >= FEW and (out or again))


def _plain(scene: Scene, at: int) -> float | None:
    """A number without sign or unit, in digits or as a word."""
    if at >= len(scene.tokens):
        return None
    num = scene.tokens[at].num
    if num is None:
        hit = scene.starts["number"].get(at)
        return float(hit.value) if hit is not None and hit.end == at + 1 else None
    return None if num.sign or num.suffix or num.currency else num.value
