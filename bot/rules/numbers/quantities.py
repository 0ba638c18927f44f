"""Numbers of a text, in digits and in words. What isn't a result (years, versions, settings, margins, sizes of teams)
isn't a quantity."""

from bot.rules.facts import Quantity
from bot.rules.numbers.units import apply_unit, find_noun, make_quantity, read_ratio, read_unit, skip_per
from bot.rules.words.lexicon import Hit
from bot.rules.words.scene import Scene
from bot.rules.words.tokens import NUMBER, WORD, Num

DURATIONS = frozenset(["time", "span"])
HUNDRED = 100
MOST = 80
"""Numbers that are read of one text: who writes more of them writes a table."""
LEAST_LINES = 144
"""Of a picture: "144p" is one, "14p" are pence."""
AGAINST = frozenset(["where", "what", "place", "instead", "rather", "not"])
"""What a number of machines is told by beside another: "in place of", "and not on"."""
SHIFTED = frozenset(["earlier", "sooner", "faster", "quicker", "shorter"])
SERIES = 1000  # "RTX 3060"
DECADE = 5  # letters: "1950s"
LATEST = 30
"""Versions of tools are below it; "Redis 40" is something else."""


def read_quantities(scene: Scene) -> list[Quantity]:
    """The quantities of a text in order, each range as one: "9-12 ms"."""
    found: list[Quantity] = []
    last = 0
    for at in _candidates(scene):
        if at >= last and len(found) < MOST and (quantity := _at(scene, at)) is not None:
            last = quantity.last
            if found and _is_range(scene, found[-1], quantity):
                found[-1] = _merged(found[-1], quantity)
            elif not _is_used(scene, quantity):
                found.append(quantity)
    return found


def are_comparable(a: Quantity, b: Quantity) -> bool:
    """Whether they can be two ends of one thing."""
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
    apart = other.dim == "percent" and (other.sign in ("+", "-") or plain.value > HUNDRED)
    if plain.dim != "plain" or apart:
        return False
    if other.dim == "point" and other is b:
        return not (plain.sign or plain.noun or plain.word or other.sign)
    return other.dim not in ("factor", "point") and plain.noun in ("", "technical")


def _candidates(scene: Scene) -> list[int]:
    """The tokens that a quantity can begin with: numbers, words for them, the "a" of "a week"."""
    spoken = {hit.start for kind in ("factor", "fraction", "number") for hit in scene.found(kind)}
    spoken.update([at - 1 for at in scene.starts["unit"] if scene.key(at - 1) in ("a", "an")])
    return [at for at, token in enumerate(scene.tokens) if token.num is not None or at in spoken]


def _is_range(scene: Scene, a: Quantity, b: Quantity) -> bool:
    glued = b.first - a.last == 1 and scene.key(a.last) == "-" and are_comparable(a, b)
    return glued and scene.tokens[a.last].start == scene.tokens[a.last - 1].end


def _merged(a: Quantity, b: Quantity) -> Quantity:
    unit = a if a.dim != "plain" else b
    return unit._replace(span=(a.span[0], b.span[1]), first=a.first, last=b.last, sign=a.sign)


def _is_used(scene: Scene, quantity: Quantity) -> bool:
    """As in "on 256 H100s": what it ran on isn't a result, unless "instead of" and the like follows."""
    ran = quantity.noun == "machine" and scene.key(quantity.first - 1) in ("on", "with")
    if not ran or quantity.dim == "percent":
        return False
    after = scene.keys[quantity.last : quantity.last + 4]
    return scene.sets["certain"].isdisjoint(after) and not _is_set_against(scene, quantity)


def _is_set_against(scene: Scene, quantity: Quantity) -> bool:
    """As in "with one GPU in place of three", "on 4 cache nodes; 6 before"."""
    after = scene.keys[quantity.last : quantity.last + 4]
    then = scene.sets["recalled"] | {"before", "less", "fewer"}
    return not (AGAINST.isdisjoint(after) and then.isdisjoint(after))


def _at(scene: Scene, at: int) -> Quantity | None:
    num = scene.tokens[at].num
    if (ratio := read_ratio(scene, at)) is not None:
        return ratio
    if num is None:
        return _words(scene, at)
    return None if is_no_result(scene, at, num) else _number(scene, at, num)


def _words(scene: Scene, at: int) -> Quantity | None:
    """Halved, a third, four (servers)."""
    if (hit := scene.starts["factor"].get(at)) is not None:
        return make_quantity(scene, at, hit.end, float(hit.value), "factor", word=True)
    if (hit := scene.starts["fraction"].get(at)) is not None:
        return _fraction(scene, at, hit)
    if scene.key(at) in ("a", "an") and (one := _one(scene, at)) is not None:
        return one
    if (hit := scene.starts["number"].get(at)) is None or scene.key(at - 1) in ("per", "/"):
        return None
    end, count = _tens(scene, hit)
    quantity = read_unit(scene, at, end, count, "", "")
    return None if quantity is None or _is_article(scene, quantity) else quantity._replace(word=True)


def _tens(scene: Scene, hit: Hit) -> tuple[int, float]:
    """Past the two of "twenty-two"."""
    ones = scene.starts["number"].get(hit.end)
    if ones is not None and hit.value < HUNDRED <= ones.value and not ones.value % HUNDRED:
        return ones.end, float(hit.value * ones.value)  # "two hundred"
    if ones is None or not (20 <= hit.value < 100 and hit.value % 10 == 0 and 0 < ones.value < 10):
        return hit.end, float(hit.value)
    return ones.end, float(hit.value + ones.value)


def _fraction(scene: Scene, at: int, hit: Hit) -> Quantity | None:
    """A third, a quarter of an hour; but "two incidents a quarter", "$4k a quarter"."""
    lead = scene.key(at - 1)
    if scene.key(at) == "every":
        return None  # "every third day"
    told = (
        at - 1 in scene.metric_ends or scene.tokens[at - 1].kind == NUMBER or lead in scene.lexicon.magnitudes
    )
    if scene.key(at + 1) == "quarter" and told and scene.key(hit.end) != "of":
        return None  # "900 visits avoided a quarter", not "costs a quarter of the price"
    span = scene.starts["unit"].get(hit.end + 2)
    if scene.key(hit.end) == "of" and scene.key(hit.end + 1) in ("a", "an") and span is not None:
        return apply_unit(scene, at, span.end, hit.value, span.value, "")
    noun = find_noun(scene, hit.end)
    return make_quantity(scene, at, hit.end, 100.0 * hit.value, "percent", noun=noun, word=True)


def _is_article(scene: Scene, quantity: Quantity) -> bool:
    """The one of "on one CPU", "in one model", "the mill's one GPU" counts nothing."""
    machine, before = quantity.noun == "machine", scene.key(quantity.first - 1)
    if quantity.value != 1:
        return False
    if machine and _is_set_against(scene, quantity):
        return False
    if before in ("the", "this", "that", "which") and scene.key(quantity.first - 2) != "so":
        return not machine
    led = scene.key(quantity.first - 2) in scene.sets["articles"]
    if led or before in scene.sets["kinds_of_one"]:
        return quantity.dim == "plain" and quantity.noun in ("", "other")  # "as was the old one"
    plain = quantity.dim == "plain" and quantity.noun in ("machine", "technical")
    return plain and before in scene.sets["one_before"]


def _one(scene: Scene, at: int) -> Quantity | None:
    """As in "from a week to a day", "nearly a point", "struck a day earlier"."""
    unit = scene.starts["unit"].get(at + 1)
    paced = scene.key(at - 1) == "in" and any(scene.tokens[to].kind == NUMBER for to in range(at - 3, at))
    if (
        unit is None
        or paced
        or unit.value.dim not in ("span", "time", "point")
        or scene.key(at + 1) == "second"
    ):
        return None  # "14 hours in a day", "to a second labeling agency"
    half = scene.keys[unit.end : unit.end + 3] == ["and", "a", "half"]  # "a day and a half"
    if not half and scene.key(at - 1) not in scene.sets["one_after"] and scene.key(unit.end) not in SHIFTED:
        return None
    return apply_unit(scene, at, unit.end + 3 * half, 1.0 + half / 2, unit.value, "")


def _number(scene: Scene, at: int, num: Num) -> Quantity | None:
    value = num.value
    scale, rest = _magnitude(scene, at, num)
    after = at + 1 + _is_and_more(scene, at + 1)
    if not scale and not num.suffix and after < len(scene.tokens) and _spoken(scene, after):
        scale, after = scene.lexicon.magnitudes[scene.tokens[after].key], after + 1
    if num.currency:
        return make_quantity(scene, at, skip_per(scene, after), value * (scale or 1), "money", sign=num.sign)
    lines = rest == "p" and value >= LEAST_LINES
    if rest and (rest not in scene.lexicon.units or lines or num.raw_suffix in ("D", "C", "G")):
        return None  # "1080p", "a 3D scan"
    if num.suffix == "b" and not (counts_something(scene, after) or _is_paced(scene, after)):
        return make_quantity(scene, at, after, value * 1e9, "params", magnitude=True, sign=num.sign)
    return read_unit(scene, at, after, value * (scale or 1), rest, num.sign, magnitude=bool(scale))


def _is_and_more(scene: Scene, at: int) -> bool:
    """As in "60+ people"."""
    glued = scene.key(at) == "+" and scene.tokens[at].start == scene.tokens[at - 1].end
    return glued and at + 1 < len(scene.tokens) and scene.tokens[at + 1].kind == WORD


def _spoken(scene: Scene, at: int) -> bool:
    """A magnitude in words: "12 million". Single letters must be glued to the number."""
    key = scene.tokens[at].key
    return len(key) > 1 and key != "mm" and key in scene.lexicon.magnitudes


def _magnitude(scene: Scene, at: int, num: Num) -> tuple[int, str]:
    """The factor that the glued letters stand for, and the letters that are left (a unit)."""
    suffix = num.suffix
    if not suffix:
        return 0, ""
    length = suffix == "mm" and not num.currency
    minutes = suffix == num.raw_suffix == "m" and not (num.currency or counts_something(scene, at + 1))
    minutes = minutes and not _is_beside_coin(scene, at)
    if suffix not in scene.lexicon.magnitudes or length or minutes:
        return 0, suffix
    return scene.lexicon.magnitudes[suffix], ""


def _is_beside_coin(scene: Scene, at: int) -> bool:
    """As in "9m dollars", "RM 120m": no minutes."""
    unit = scene.lexicon.units.get(scene.key(at - 1)) if at else None
    led = unit is not None and unit.dim == "money" and len(scene.key(at - 1)) > 1
    coin = scene.starts["unit"].get(at + 1)
    return led or (coin is not None and coin.value.dim == "money" and coin.value.scale >= 1)


def _is_paced(scene: Scene, at: int) -> bool:
    """As in "2.1B fares an hour"."""
    spoken, pace = scene.key(at + 1) in ("a", "an", "per", "/", "every", "each"), scene.key(at + 2)
    return spoken and (pace in scene.lexicon.per_second or pace in scene.sets["rates"])


def is_no_result(scene: Scene, at: int, num: Num) -> bool:
    """Whether the number at a token measures nothing."""
    before = scene.tokens[at - 1] if at else None
    person = num.suffix == "x" and not scene.sets["tenfold_people"].isdisjoint(scene.keys[at + 1 : at + 3])
    person = person and not scene.between("vague", at + 2, at + 4)
    if person or before is None or num.currency:
        return person  # "a 10x growth hacker", not "10x developer productivity"
    per = before.key in scene.sets["per"] and scene.key(at - 2) != "w" and not scene.stands_apart(at - 1)
    per = per and before.raw != "Pro"  # "Gemini Pro 71 %"
    team = before.key == "of" and scene.key(at - 2) in ("team", "squad")
    if per or team or _is_whole(scene, at) or _is_setting(scene, at):
        return True
    if num.suffix:
        dated = scene.tokens[at].raw[:2] in ("19", "20") or scene.key(at) in scene.lexicon.accelerators
        return num.suffix == "s" and dated and len(scene.tokens[at].raw) == DECADE  # "1990s", "four 3090s"
    if _is_margin(scene, at, num) or _is_statistic(scene, at) or _is_version(scene, at, num):
        return True
    return scene.is_year(at) and at + 1 not in scene.starts["unit"]


def _is_margin(scene: Scene, at: int, num: Num) -> bool:
    """As in "44.1 ± 0.3", "p < 0.01"."""
    before = scene.key(at - 1)
    named = scene.key(at - 2) in ("p", "n", "lr", "k") and before in ("=", "<", ">", ":")
    return named or "±" in (num.sign, before)


def _is_statistic(scene: Scene, at: int) -> bool:
    """As in "n 40", "v 2.1"; not "0.867 v 0.874", "Krippendorff's alpha 0.41", "server version 14 s"."""
    lead = scene.tokens[at - 1]
    if lead.key == "v" and (scene.tokens[at - 2].kind == NUMBER or scene.key(at - 2) == "%"):
        return False
    if lead.key not in scene.sets["statistics"] or lead.kind != WORD:
        return False
    return not (at - 1 in scene.metric_ends or at + 1 in scene.starts["unit"])


def _is_version(scene: Scene, at: int, num: Num) -> bool:
    """As in "Airflow 1.10", "from Spark 2 to 3", "RTX 3060", "until day 7"; not "Redis 9 -> 3 nodes"."""
    lead = scene.key(at - 1)
    word = lead if lead not in ("to", "->") else scene.key(at - 2)
    card = lead in scene.lexicon.accelerators
    if not (word in scene.sets["versioned"] or card) or counts_something(scene, at + 1):
        return False
    later = scene.key(at + 1) == "->" and counts_something(scene, at + 3)
    return not later and (num.value >= SERIES if card else num.value < LATEST)


def _is_setting(scene: Scene, at: int) -> bool:
    """A batch size, a learning rate and the like; not "demand batch: 6 h 10 -> 55 min"."""
    tiny, unit = "e-" in scene.tokens[at].key, scene.starts["unit"].get(at + 1)
    at -= scene.key(at - 1) in ("of", "=", ":", "to", "at")
    before, settings = scene.key(at - 1), scene.sets["settings"]
    timed = before == "batch" and unit is not None and unit.value.dim in ("span", "time")
    if timed or scene.key(at - 2) in scene.sets["per"]:
        return tiny  # "broken vials per batch 3.1"
    return tiny or before in settings or f"{scene.key(at - 2)} {before}" in settings


def _is_whole(scene: Scene, at: int) -> bool:
    """The 5 of "2 of 5 servers"."""
    if at < 2 or scene.key(at - 1) not in ("of", "out"):
        return False
    return scene.tokens[at - 2].kind == NUMBER and not scene.tokens[at].raw.endswith("%")


def counts_something(scene: Scene, at: int) -> bool:
    """Whether what stands there can be counted."""
    if at >= len(scene.tokens) or scene.tokens[at].kind != WORD:
        return False
    return at in scene.starts["metric"] or any(at in index for index in scene.nouns.values())
