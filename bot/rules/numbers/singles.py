"""Single quantities: a level, or a delta with its direction."""

from bot.rules.facts import Quantity, Shape, Value
from bot.rules.words.scene import STOPS, Scene
from bot.rules.words.tokens import NUMBER, PUNCT, WORD

SIGNS = {"+": 1, "-": -1}
MEANINGS = {"up": (1, 0), "down": (-1, 0), "saved": (-1, 1), "better": (0, 1), "worse": (0, -1)}
WINDOW = 8
SHARED = 15
STILL = ("flat", "neither")


def read_single(scene: Scene, quantity: Quantity) -> Value:
    """What the words around a quantity say of it. Every loop looks at most SHARED tokens away."""
    comparative = _comparative(scene, quantity)
    limit = _is_limit(scene, quantity)
    still = limit and not comparative
    shape: Shape = "level" if still and not quantity.sign else _shape(scene, quantity, comparative)
    quiet = limit or _is_bound(scene, quantity) or (shape == "level" and _before(scene, quantity) != "to")
    direction, good = (0, 0) if quiet else _direction(scene, quantity, comparative)
    return Value(
        quantity.span,
        quantity.first,
        quantity.last,
        quantity,
        shape,
        None,
        quantity.value if shape == "level" else None,
        direction,
        good,
        shape == "delta" or scene.within_limit(quantity.first),
        bool(comparative),
    )


def _comparative(scene: Scene, quantity: Quantity) -> str:
    """The comparing word to the right: "30 % fewer", "a 35 % latency drop", "120 ms off"."""
    for at in range(quantity.last, min(quantity.last + 4, len(scene.tokens))):
        if (hit := scene.starts["comparative"].get(at)) is not None:
            negated = scene.key(at - 1) in ("no", "any")  # "no longer", "any more"
            return "" if negated else " ".join(scene.keys[hit.start : hit.end])
        if scene.tokens[at].kind != WORD or scene.key(at) in scene.sets["comparing_stops"]:
            return ""
    return ""


def _shape(scene: Scene, quantity: Quantity, comparative: str) -> Shape:
    led = scene.key(quantity.last) in ("up", "down") and scene.key(quantity.last + 1) != "to"
    moved = led and quantity.dim in ("percent", "point")  # "15 % up on last year"
    if quantity.sign in SIGNS or comparative or quantity.dim == "factor" or moved:
        return "delta"
    if quantity.dim == "point" and scene.key(quantity.first - 1) not in ("at", "to"):
        return "delta"
    before = _before(scene, quantity)
    held = before == "with" and quantity.noun == "metric"  # "names are removed with 98.9 % recall"
    if held or (before in scene.sets["by"] and _nearest(scene, quantity) != (0, 0)):
        return "level" if held else "delta"
    if before in ("on", "of") and _moves(scene, quantity.first - 2) is not None:
        return "delta"  # "Improved the result of the model in 12 %.", "decreased on 43 %"
    if quantity.word and quantity.dim == "percent":
        return "delta" if _direction(scene, quantity, "")[0] else "level"
    return "delta" if _verb(scene, quantity) else "level"


def _before(scene: Scene, quantity: Quantity) -> str:
    at = quantity.first - 1
    while at >= 0 and scene.tokens[at].key in scene.sets["about"] and scene.tokens[at].key != "to":
        at -= 1
    return scene.key(at)


def _verb(scene: Scene, quantity: Quantity) -> bool:
    """Whether a word of change comes before the number, and nothing says that it's the end of the change."""
    reach = 6 if quantity.dim in ("percent", "point", "factor") else 4
    for at in range(quantity.first - 1, max(quantity.first - 1 - reach, -1), -1):
        token = scene.tokens[at]
        if scene.key(at + 1) == "than" and token.key in scene.sets["about"]:
            continue  # "catches more than 90 % of them"
        if at in scene.directions:
            return _moves(scene, at) is not None
        named = quantity.dim == "percent" and at in scene.metric_ends  # "cut cost 15 %"
        if (token.key in scene.sets["levels"] and not named) or token.kind in (PUNCT, NUMBER):
            return False
    return False


def _direction(scene: Scene, quantity: Quantity, comparative: str) -> tuple[int, int]:
    """(+1 up, -1 down) and (+1 better, -1 worse); 0 where nothing says so."""
    if quantity.sign in SIGNS:
        return SIGNS[quantity.sign], 0
    if comparative:
        return _compared(scene, comparative)
    if quantity.dim == "factor" and quantity.word:
        improved = scene.key(quantity.first - 1) == "of" and _nearest(scene, quantity) == (0, 1)
        return (0, 1) if improved else (_multiplied(scene, quantity), 0)  # "improved by a factor of three"
    if _is_part_price(scene, quantity):
        return -1, 0
    return _nearest(scene, quantity)


def _multiplied(scene: Scene, quantity: Quantity) -> int:
    """As in "halved", "tripled"; but "shrank two-fold" is a fall, "risen by half" is none."""
    fell = _moves(scene, quantity.first - 1)
    if quantity.value < 1:
        return 1 if scene.key(quantity.first) == "by" and fell == (1, 0) else -1
    return -1 if fell is not None and fell[0] < 0 else 1


def _is_part_price(scene: Scene, quantity: Quantity) -> bool:
    """As in "at one-fifth the price of GPT-4", "for a third of the cost"."""
    if not (quantity.word and quantity.dim == "percent"):
        return False
    leads = _before(scene, quantity) in scene.sets["at_part"]
    after = {scene.key(quantity.last - 1), scene.key(quantity.last)}
    return leads and not after.isdisjoint(("the", "of", "its", "what", "per", "as"))


def _compared(scene: Scene, word: str) -> tuple[int, int]:
    if word in scene.sets["fewer"]:
        return -1, 0
    if word in scene.sets["more"]:
        return 1, 0
    return (0, 1) if word in scene.sets["better"] else (0, -1)


def _moves(scene: Scene, at: int) -> tuple[int, int] | None:
    """What the phrase at a token says of direction, if it says any."""
    hit = scene.directions.get(at)
    return None if hit is None or hit.value in STILL else MEANINGS[hit.value]


def _nearest(scene: Scene, quantity: Quantity) -> tuple[int, int]:
    for at in range(quantity.first - 1, max(quantity.first - 1 - WINDOW, -1), -1):
        if (meaning := _moves(scene, at)) is not None:
            return meaning
        if scene.key(at) in STOPS or scene.key(at) in scene.sets["joins"] or scene.tokens[at].kind == NUMBER:
            break
    for at in range(quantity.last, min(quantity.last + 5, len(scene.tokens))):
        if (meaning := _moves(scene, at)) is not None:
            return meaning
        if scene.tokens[at].kind != WORD or scene.key(at) in scene.sets["joins"]:
            break
    return _shared(scene, quantity)


def _shared(scene: Scene, quantity: Quantity) -> tuple[int, int]:
    """The verb that two results share: "reduced cost 20 % and latency 35 %"."""
    for at in range(quantity.first - 1, max(quantity.first - 1 - SHARED, -1), -1):
        if (meaning := _moves(scene, at)) is not None:
            return meaning
        if scene.key(at) in STOPS or scene.key(at) in scene.sets["breaks"]:
            break
    return 0, 0


def _is_bound(scene: Scene, quantity: Quantity) -> bool:
    """As in "<1 % accuracy drop": a bound says that it is small."""
    before = [scene.key(quantity.first - 2), scene.key(quantity.first - 1)]
    return quantity.sign in ("<", "≤") or before[1] in scene.sets["bounds"] or before == ["less", "than"]


def _is_limit(scene: Scene, quantity: Quantity) -> bool:
    """As in "(budget was +20 ms)": a limit is neither better nor worse."""
    for at in range(quantity.first - 1, max(quantity.first - 4, -1), -1):
        if scene.tokens[at].kind == PUNCT:
            return False
        if scene.tokens[at].key in scene.sets["limits"]:
            return True
    return False
