"""All words of the trade-off bench. Figures are exact inside and rounded here: two decimals at most."""

from collections.abc import Sequence
from fractions import Fraction

from bot.core.call import Call
from bot.core.card import Button, Card, Item, Items, Line, Part, Quoted, buttons, card, line
from handlers.tradeoff.model import Result, Valued

SHOWN = 2
"""Options on the first card; the rest are behind [More]."""
NAMED = 2
"""Options that one line names; it counts the others."""
HUGE = 10**9
KEPT = "Behind these buttons I keep your options for 30 minutes, encrypted, then I delete them."


def figure(value: Fraction, *, signed: bool = False) -> str:
    """A figure with at most two decimals, as 1.23e+15 when it is huge, and a sign where a change is meant."""
    plain = f"{float(round(value, 2)):,.2f}".rstrip("0").rstrip(".")
    text = plain if abs(value) < HUGE else f"{float(value):.2e}"
    return f"+{text}" if signed and value > 0 else text


def result(found: Result, *, limit: Fraction | None, again: Call, everything: bool) -> Card:
    """The best choice first, then each option against the base, then what would change the answer."""
    others = found.options[1:]
    shown = others if everything else others[:SHOWN]
    hidden = len(others) - len(shown)
    more = again.model_copy(update={"path": "tradeoff.all", "ask": False}) if hidden else None
    return card(
        _verdict(found, limit),
        Items(items=tuple(_option(found, v) for v in shown)),
        _flip(found) if not everything else None,
        _sensitivity(found) if not everything else None,
        KEPT,
        buttons(
            Button(label="Change the numbers", call=again.model_copy(update={"ask": True})),
            Button(label="More", spoken="More options", call=more) if more else None,
        ),
    )


def _verdict(found: Result, limit: Fraction | None) -> Line:
    allowed = f" within {figure(limit)} ms" if limit is not None else ""
    if not found.front:
        return line(f"Nothing stays{allowed}. Raise the limit, or find a faster option.")
    if not found.best and len(found.front) == 1:
        return line("Only ", *_names(found.front), f" is left{allowed}: no weights change that.")
    if not found.best:
        return line(
            "Best choices", allowed, ": ", *_names(found.front), ". Add w1 and w2 to choose among them."
        )
    top = next(v for v in found.options if v.name == found.best[0])
    if found.best == (found.options[0].name,):
        return line("Keep ", Quoted(text=top.name), f": no other option{allowed} is worth its price.")
    if len(found.best) > 1:
        return line("A tie", allowed, ": ", *_names(found.best), f", utility {_utility(top)} each.")
    return line(
        "Take ",
        Quoted(text=top.name),
        f"{allowed}: utility {_utility(top)} against today{_today(found, top.name)}.",
    )


def _today(found: Result, best: str) -> str:
    """What is wrong with the first option, which stands on no line of its own."""
    base = found.options[0]
    if base.within_limit is False:
        return ", which is over the limit"
    return ", which it beats" if best in found.dominated.get(base.name, ()) else ""


def _names(names: Sequence[str]) -> list[Part]:
    parts: list[Part] = []
    for place, name in enumerate(names[:NAMED]):
        parts += ([", "] if place else []) + [Quoted(text=name)]
    hidden = len(names) - NAMED
    return [*parts, f" and {hidden} more"] if hidden > 0 else parts


def _beaters(names: Sequence[str]) -> list[Part]:
    return [Quoted(text=names[0]), *([f" and {len(names) - 1} more"] if len(names) > 1 else [])]


def _utility(option: Valued) -> str:
    return figure(option.utility, signed=True) if option.utility is not None else "unknown"


def _option(found: Result, option: Valued) -> Item:
    change = f"{figure(option.gain, signed=True)} points, {figure(option.slowdown, signed=True)} ms"
    if option.within_limit is False:
        verdict = line("; over the limit")
    elif beaten := found.dominated.get(option.name):
        verdict = line("; beaten by ", *_beaters(beaten))
    else:
        verdict = line(_even(option))
    worth = f", utility {_utility(option)}" if option.utility is not None else ""
    return Item(line=line(Quoted(text=option.name), f": {change}{worth}", verdict, "."))


def _even(option: Valued) -> str:
    """Where this option breaks even, in the direction in which it gives something."""
    if option.affords is not None and option.gain > 0:
        return f"; its gain pays for {figure(option.affords)} ms"
    if option.needs is not None and option.slowdown < 0:
        return f"; its speed pays for {figure(-option.needs)} points"
    if option.exchange is not None:
        return f"; {figure(option.exchange)} ms a point"
    return ""


def _flip(found: Result) -> Line | None:
    if found.flip is None or found.ratio is None or found.runner_up is None:
        return None
    return line(
        f"At {figure(found.flip)} ms a point (w1/w2, yours is {figure(found.ratio)}) ",
        Quoted(text=found.runner_up),
        " would be worth the same.",
    )


def _sensitivity(found: Result) -> str | None:
    if not found.cases:
        return None
    changing = [case for case in found.cases if case.changes]
    if not changing:
        return "The choice holds when each weight, or both, is off by 30 %."
    first = changing[0]
    off = [f"w{i} {_off(f)}" for i, f in ((1, first.w1_factor), (2, first.w2_factor)) if f != 1]
    return f"Careful: with {' and '.join(off)} the choice changes."


def _off(factor: Fraction) -> str:
    return f"{'+' if factor > 1 else '-'}30 %"
