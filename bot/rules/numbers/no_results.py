"""Numbers that are no results: years, versions, settings, margins, ordinals of things."""

from bot.rules.numbers.scene import NumberScene
from bot.rules.words.lex import NUMBER, WORD, Num

SERIES = 1000  # "RTX 3060"
DECADE = 5  # letters: "1950s"
LATEST = 30
"""Versions of tools are below it; "Redis 40" is something else."""


def is_no_result(scene: NumberScene, at: int, num: Num) -> bool:
    """Whether the number at a token measures nothing."""
    before = scene.tokens[at - 1] if at else None
    person = num.suffix == "x" and not scene.sets["tenfold_people"].isdisjoint(scene.keys[at + 1 : at + 3])
    person = person and not scene.between("vague", at + 2, at + 4)
    if person or before is None or num.currency:
        return person  # "a 10x growth hacker", not "10x developer productivity"
    per = before.key in scene.sets["per"] and scene.key(at - 2) != "w" and not scene.stands_apart(at - 1)
    team = before.key == "of" and scene.key(at - 2) in ("team", "squad")
    if per or team or _is_whole(scene, at) or _is_setting(scene, at):
        return True
    if num.suffix:
        dated = scene.tokens[at].raw[:2] in ("19", "20") or scene.key(at) in scene.lexicon.accelerators
        return num.suffix == "s" and dated and len(scene.tokens[at].raw) == DECADE  # "1990s", "four 3090s"
    if _is_margin(scene, at, num) or _is_statistic(scene, at, num) or _is_version(scene, at, num):
        return True
    return scene.is_year(at) and at + 1 not in scene.units


def _is_margin(scene: NumberScene, at: int, num: Num) -> bool:
    """As in "44.1 ± 0.3", "p < 0.01", "a 70/15/15 split"."""
    before, lead = scene.tokens[at - 1], scene.tokens[at - 2]
    if (num.sign == "±" and before.kind == NUMBER) or scene.key(at + 1) == scene.key(at + 3) == "/":
        return True
    if before.key == "±" and (lead.kind == NUMBER or lead.key == "%"):
        return True
    return at > 1 and lead.key in ("p", "n", "lr", "k") and before.key in ("=", "<", ">", ":")


def _is_statistic(scene: NumberScene, at: int, num: Num) -> bool:
    """As in "n 40", "v 2.1"; not "0.867 v 0.874", "Krippendorff's alpha 0.41", "server version 14 s"."""
    lead = scene.tokens[at - 1]
    if lead.key == "v" and (scene.tokens[at - 2].kind == NUMBER or scene.key(at - 2) == "%"):
        return False
    if lead.key not in scene.sets["statistics"] or lead.kind != WORD:
        return False
    late = lead.key == "version" and scene.key(at + 1) == "->" and num.value >= LATEST
    return not (at - 1 in scene.metric_ends or at + 1 in scene.units or late)


def _is_version(scene: NumberScene, at: int, num: Num) -> bool:
    """As in "Airflow 1.10", "from Spark 2 to 3", "RTX 3060", "until day 7"; not "Redis 9 -> 3 nodes"."""
    lead = scene.key(at - 1)
    word = lead if lead not in ("to", "->") else scene.key(at - 2)
    card = lead in scene.lexicon.accelerators
    if not (word in scene.sets["versioned"] or lead in scene.sets["numbered"] or card):
        return False
    counts = counts_something(scene, at + 1) or (
        scene.key(at + 1) == "->" and counts_something(scene, at + 3)
    )
    if num.sign or num.suffix or at + 1 in scene.units or counts:
        return False
    return num.value >= SERIES if card else word in scene.sets["versioned"] and num.value < LATEST


def _is_setting(scene: NumberScene, at: int) -> bool:
    """A batch size, a learning rate and the like; not "demand batch: 6 h 10 -> 55 min"."""
    tiny, unit = "e-" in scene.tokens[at].key, scene.units.get(at + 1)
    at -= scene.key(at - 1) in ("of", "=", ":", "to", "at")
    before, settings = scene.key(at - 1), scene.sets["settings"]
    timed = before == "batch" and unit is not None and unit.value.dim in ("span", "time")
    if timed or scene.key(at - 2) in scene.sets["per"]:
        return tiny  # "broken vials per batch 3.1"
    return tiny or before in settings or f"{scene.key(at - 2)} {before}" in settings


def _is_whole(scene: NumberScene, at: int) -> bool:
    """The 5 of "2 of 5 servers"."""
    if at < 2 or scene.key(at - 1) not in ("of", "out"):
        return False
    return scene.tokens[at - 2].kind == NUMBER and not scene.tokens[at].raw.endswith("%")


def counts_something(scene: NumberScene, at: int) -> bool:
    """Whether what stands there can be counted."""
    if at >= len(scene.tokens) or scene.tokens[at].kind != WORD:
        return False
    return at in scene.metrics or any(at in index for index in scene.nouns.values())
