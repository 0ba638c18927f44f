"""All words of the trade-off bench: where to sit on the curve, and why, from the numbers alone."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from bot.core.card import (
    Button,
    Buttons,
    Card,
    Instant,
    Line,
    Quoted,
    buttons,
    card,
    details,
    items,
    join_parts,
    line,
    small,
    some_of,
)
from bot.core.layout import LINES, count_lines, page_of
from bot.core.text import LINE_LENGTH, all_of, wrap_lines
from bot.core.values import Call
from bot.rules import Report
from handlers.tradeoff.calls import LAST_SEED, Delete, Reopen, Saved, Tradeoff
from handlers.tradeoff.case import Choice, Exercise, Objective, figure, money
from handlers.tradeoff.model import Weighed, spread, utility
from handlers.tradeoff.picture import picture
from handlers.tradeoff.records import MOST_SAVED, SavedCase

ROWS = 5
"""Lines of a page of all options, below its heading."""
NAMED = 2
"""Options that one line names; it counts the others."""
KEPT = "Kept for 30 minutes, encrypted, then deleted."


def result(found: Weighed, again: Call) -> Card:
    """Where to sit, why, what would change it, and the picture."""
    verdict, *others = rows(found)
    fits = [
        n for n in range(len(others) + 1) if count_lines(card(verdict, *others[:n], small(KEPT))) <= LINES
    ]
    shown, left = others[: max(fits, default=0)], others[max(fits, default=0) :]
    return card(
        verdict,
        *shown,
        small(KEPT),
        details("Why, and how sure it is.", *left) if left else None,
        picture(found),
        buttons(
            Button(label="All options", call=again_as(again, "tradeoff.all")),
            Button(
                label="Argue it", spoken="Argue this case in writing", call=again_as(again, "tradeoff.argue")
            ),
            Button(label="Change the numbers", call=again_as(again, "tradeoff", ask=True)),
            Button(label="Save this case", call=again_as(again, "tradeoff.save")),
        ),
    )


def rows(found: Weighed) -> list[Line]:
    """The paragraph: where to sit, why, until when, and how sure that is."""
    found_rows = [_verdict(found), *_reasons(found), _breaks(found), _sensitivity(found)]
    return [row for row in found_rows if row]


def again_as(again: Call, path: str, *, ask: bool = False, **more: str) -> Call:
    """The same case for another handler."""
    return again.copy_with(path=path, ask=ask, values={**again.values, **more})


# the verdict


def _verdict(found: Weighed) -> Line:
    said = [f"{figure(limit)} {found.case.objectives[at].unit}" for at, limit in found.limits.items()]
    within = f" within {' and '.join(said) if len(said) < 3 else f'{len(said)} limits'}" if said else ""
    if not found.front:
        return line(f"Nothing stays{within}. Move the limit, or find another option.")
    if len(found.front) == 1 and not found.weights:
        return line("Only ", _names(found.front), f" is left{within}: no weights change that.")
    if not found.weights:
        return line(
            "Best choices", within, ": ", _names(found.front), ". Say what a unit is worth to choose one."
        )
    if len(found.best) > 1:
        return line("A tie", within, ": ", _names(found.best), ", worth the same under these weights.")
    if found.best == (found.base.name,):
        return line("Keep ", Quoted(text=found.base.name), f": no other option{within} is worth its price.")
    worth = money(found.utility[found.best[0]], signed=True)
    today = ", which it beats" if found.best[0] in found.beaten.get(found.base.name, ()) else ""
    if found.base.name in found.over:
        today = ", which is over the limit"
    return line("Take ", Quoted(text=found.best[0]), f"{within}: utility {worth} against today{today}.")


# why there


def _reasons(found: Weighed) -> list[Line]:
    """At most two lines: against the next one that was better on something, or the prices of the steps."""
    if not found.front:
        return []
    if not found.weights:
        return _steps(found)
    top = found.choice(found.best[0])
    rivals = [found.choice(n) for n in found.ranking if n not in found.best and n in found.front]
    if not rivals and len(found.ranking) > 1:
        said = " beats all others: nowhere worse, somewhere better. No weights are needed."
        return [line(Quoted(text=top.name), said)]
    return [_against(found, top, rival) for rival in rivals[:2]]


def _against(found: Weighed, top: Choice, rival: Choice) -> Line:
    """`E is better by 16 ms (worth 480K), worse by 1.7 points (worth 680K): 200K less.`, as long as a line allows."""
    gains = {at: found.case.gain(at, rival, top) for at in found.weights}
    less = money(utility(found.case, found.weights, top, rival))
    for parts, priced in ((2, True), (1, True), (1, False)):
        better = [_part(found, at, g, priced=priced) for at, g in gains.items() if g > 0][:parts]
        worse = [_part(found, at, -g, priced=priced) for at, g in gains.items() if g < 0][:parts]
        said = [
            f"{word} by {' and '.join(some)}" for word, some in (("better", better), ("worse", worse)) if some
        ]
        text = f" is {', '.join(said) or 'the same'}: {less} less."
        if len(text) + len(rival.name) + 2 <= LINE_LENGTH:
            break
    return line(Quoted(text=rival.name), text)


def _part(found: Weighed, at: int, amount: Fraction, *, priced: bool) -> str:
    worth = f" (worth {money(amount * found.weights[at])})" if priced else ""
    return f"{_amount(amount, found.case.objectives[at])}{worth}"


def _amount(amount: Fraction, objective: Objective) -> str:
    unit = "point" if objective.unit == "points" and amount == 1 else objective.unit
    return f"{figure(amount)} {unit}"


def _steps(found: Weighed) -> list[Line]:
    """Along the best choices by the first two objectives: what each step costs."""
    one, other = found.case.objectives[:2]
    order = sorted(map(found.choice, found.front), key=lambda c: c.values[1], reverse=other.higher)
    lines = []
    for near, far in pairwise(order):
        gain, price = found.case.gain(0, far, near), -found.case.gain(1, far, near)
        if gain > 0 and price > 0:
            unit = "point" if one.unit == "points" else one.unit
            price_of_one = f"{figure(price / gain)} {other.unit} a {unit}"
            step = f": {_amount(gain, one)} for {_amount(price, other)}, {price_of_one}."
            lines.append(line("From ", Quoted(text=near.name), " to ", Quoted(text=far.name), step))
    return lines[:2]


# what would change it


def _breaks(found: Weighed) -> Line | None:
    """For each weight between which values the choice stays, the first two."""
    if not found.breaks:
        return next((_mix(name, mix) for name, mix in found.unchosen.items()), None)
    said = []
    for at, known in found.breaks.items():
        name = _unit(found.case.objectives[at])
        low = f"above {money(known.low)}" if known.low is not None else ""
        high = f"below {money(known.high)}" if known.high is not None else ""
        if low or high:
            said.append(f"{name} {' and '.join(part for part in (low, high) if part)}")
    if not said:
        return line("Break-even: none. No single weight above 0 changes the choice.")
    return line("Break-even: ", ", or ".join(said[:2]), ".")


def _unit(objective: Objective) -> str:
    return "a point" if objective.unit == "points" else f"one {objective.unit} of {objective.name}"


def _mix(name: str, mix: Sequence[tuple[str, Fraction]]) -> Line:
    parts = [line(Quoted(text=other), f" ({figure(share * 100)}%)") for other, share in mix[:2]]
    return line(
        "No weights choose ", Quoted(text=name), ": a mix of ", join_parts(parts, " and "), " is better."
    )


def _sensitivity(found: Weighed) -> Line | None:
    """Each weight 30% off, alone and all against the choice; and whether the sign of the utility turns."""
    if not found.best:
        return None
    low, high = spread(found)
    turns = ": its sign can turn" if low < 0 < high else ""
    swing = "" if found.best == (found.base.name,) else f" Utility {money(low)} to {money(high)}{turns}."
    if found.turning:
        at, factor = found.turning[0]
        moved = f"{_unit(found.case.objectives[at])} worth 30% {'more' if factor > 1 else 'less'}"
        return line(f"Careful: with {moved} the choice changes.{swing}")
    if found.joint:
        return line(
            "With one weight 30% off it holds; with all against it ",
            Quoted(text=found.joint),
            f" wins.{swing}",
        )
    return line(f"The choice holds with any one weight, or all of them, off by 30%.{swing}")


def _names(names: Sequence[str]) -> Line:
    return some_of([Quoted(text=name) for name in names], NAMED)


# every option


def everything(found: Weighed, again: Call, page: int) -> Card:
    """All options, then what no weights choose, and what is equal; a page of it."""
    order = {name: at for at, name in enumerate(found.ranking)}
    listed = [
        *(_option(found, c) for c in sorted(found.case.choices, key=lambda c: order.get(c.name, len(order)))),
        *(_mix(name, mix) for name, mix in found.unchosen.items()),
        *(line("The same in everything: ", _names(names), ". Either will do.") for names in found.equal),
    ]
    found_page = page_of(listed, page, ROWS)
    following = Button(
        label="More", spoken="More options", call=again_as(again, "tradeoff.all", page=str(page + 1))
    )
    change = Button(label="Change the numbers", call=again_as(again, "tradeoff", ask=True))
    return card(
        f"All {len(found.case.choices)} options, each against the first.",
        items(*found_page.shown),
        buttons(following if found_page.more else None, change),
    )


def _option(found: Weighed, choice: Choice) -> Line:
    """Changes against the first option; of the first its own values."""
    pairs = []
    for at, objective in enumerate(found.case.objectives[:3]):
        own = choice.values[at] if choice is found.base else choice.values[at] - found.base.values[at]
        pairs.append(f"{figure(own, signed=choice is not found.base)} {objective.unit}")
    return line(Quoted(text=choice.name), f": {', '.join(pairs)}", *_standing(found, choice), ".")


def _standing(found: Weighed, choice: Choice) -> Line:
    worth = f"; utility {money(found.utility[choice.name], signed=True)}" if found.weights else ""
    if choice.name in found.over:
        return line(f"; over the limit of {found.case.objectives[found.over[choice.name]].name}")
    if by := found.beaten.get(choice.name):
        more = f" and {len(by) - 1} more" if len(by) > 1 else ""
        return line(f"{worth}; beaten by ", Quoted(text=by[0]), more)
    return line(worth)


_SENTENCE_END = re.compile(r"(?<=[.?!])\s")
FINDINGS = 3
"""Findings on a card: more at once don't help."""
NAMED_PARTS = {
    "decides": "a decision",
    "both_sides": "both sides",
    "calculates": "the sum",
    "names_limit": "the limit",
    "names_break_even": "where it flips",
    "names_assumption": "what you assume",
    "names_check": "how to check it",
}
"""The pack's statements about a text, in words; one that is missing here is left out."""


def argument_verdict(found: Weighed, judged: Report, again: Call) -> Card:
    """What is missing in a written answer, the most important first, then what the numbers say; how to fix it, and
    what is there, waits behind [More]. Rules see what an answer has, not whether its choice is right."""
    issues = (*judged.findings, *judged.hints)
    is_complete = all(finding.severity != "major" for finding in issues)
    parts = [NAMED_PARTS[name] for name, so in judged.flags.items() if so and name in NAMED_PARTS]
    there = f"It has {all_of(parts)}." if parts else ""
    more: list[str] = []
    for finding in issues[:FINDINGS]:
        said = f"{finding.message} {finding.fix}"
        if len(said) > LINE_LENGTH:  # without what the card says already
            said = f"{_SENTENCE_END.split(finding.message, 1)[-1]} {finding.fix}"
        advice = wrap_lines(said)
        more += advice if len(more) + len(advice) <= LINES - 2 else ()
    if there and not is_complete and len(more) < FINDINGS:
        more.append(there)
    missing = " ".join(_SENTENCE_END.split(f.message)[0] for f in judged.findings[:FINDINGS])
    return card(
        "Complete: nothing important is missing."
        if is_complete
        else "Not complete: something important is missing.",
        there if is_complete and there else None,
        missing or None,
        line("The numbers say: ", rows(found)[0]),
        small("I checked it by rules and didn't keep it."),
        details("What would make it stronger.", *more, "Rules see what is said, not whether a sum is right."),
        _argue_buttons(again),
    )


def foreign_argument(again: Call) -> Card:
    """The answer is in another language: no fault of it, and no ground for a judgment."""
    return card(
        "This doesn't look like English, so I didn't judge it.",
        "I can only read arguments in English so far. Argue it again in English and I'll tell you what's missing.",
        small("Not kept."),
        _argue_buttons(again),
    )


def _argue_buttons(again: Call) -> Buttons | None:
    return buttons(
        Button(label="Argue again", call=again_as(again, "tradeoff.argue"), style="main"),
        Button(label="Show the bench", call=again_as(again, "tradeoff")),
    )


def exercise(seed: int, found: Exercise, again: Call) -> Card:
    """The case of a number, without its answer."""
    first, *others = found.options.replace("% ", "% accuracy, p99 ").split("; ")
    return card(
        f"Exercise {seed}. Which one do you ship? {first.capitalize()}.",
        items(*others),
        f"A point is worth ${found.w1}K a year, a millisecond costs ${found.w2}K. p99 may reach {found.limit} ms.",
        buttons(
            Button(
                label="Argue it", spoken="Argue this case in writing", call=again_as(again, "tradeoff.argue")
            ),
            Button(label="Show the answer", call=again_as(again, "tradeoff"), style="main"),
            Tradeoff(seed=seed + 1).button(f"Exercise {seed + 1}") if seed < LAST_SEED else None,
        ),
    )


def save_receipt(name: str, count: int) -> Card:
    return card(
        line(
            "Saved: ",
            Quoted(text=name),
            f". You have {count} of {MOST_SAVED} cases, encrypted, until you delete them.",
        ),
        buttons(Saved().button("My saved cases")),
    )


def case_list(mine: Mapping[str, SavedCase], page: int, first: str = "") -> Card:
    """A member's cases, each with a button to open and one to delete it."""
    if not mine:
        said = "You have no saved cases. Weigh one, then press Save this case."
        return card(f"{first} {said}".strip(), buttons(Tradeoff().button("Weigh a trade-off")))
    found = page_of(list(mine.items()), page, 4)
    opened = [Reopen(case=key).button(f"Open case {n}") for n, (key, _) in found.numbered]
    deleted = [Delete(case=key).button(f"Delete case {n}") for n, (key, _) in found.numbered]
    cases = [
        line(f"Case {n}: ", Quoted(text=c.name.value), ", ", Instant(at=c.at, style="day"))
        for n, (_, c) in found.numbered
    ]
    return card(
        f"{first} Your saved cases: {len(mine)}.".strip(),
        items(*cases),
        buttons(*opened, *deleted, found.next_button(Saved(), "More saved cases")),
    )
