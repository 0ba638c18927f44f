"""All words of the critique. What a member typed is quoted in it, never more than it needs."""

from bot.core.call import Call
from bot.core.card import (
    LINES,
    Button,
    Buttons,
    Card,
    buttons,
    card,
)
from bot.core.text import either, shorten, wrap_lines
from bot.rules import Comparison, Finding, Report
from handlers.critique.calls import Disagree, Example, More, Why
from handlers.critique.model import Critique
from handlers.critique.words import (
    FORGET,
    GOOD,
    KEPT,
    NUMERIC,
    PRACTISE,
    SETTLED_BY,
    TRY_AGAIN,
    families,
    mark,
    name_of,
    question,
    told,
)

FIRST = 3
"""Findings on the first card, and new ones where two drafts are compared are one fewer."""
PART = 400
"""Characters that a part of a summary holds."""
WHY = Why().button("Why?", spoken="Why? What I take your numbers for")
TOO_LONG = "Press More for your line with blanks: it's too long for this card."


# the critique


def critique(found: Critique) -> Card:
    """Three findings at most, or what has changed since the last draft."""
    report = found.report
    if not report.findings:
        hints = More().button("More", spoken="More: hints") if report.hints else None
        return card(*_done(found), KEPT, buttons(TRY_AGAIN, _save(found), PRACTISE, hints, FORGET))
    advice = _advice(report)
    if found.comparison is None:
        head, contested = _points(report, LINES - 1 - len(advice)), 0
    else:
        head = _changed(report, found.comparison, same=found.same)
        contested = _first_new(report, found.comparison)
    room = LINES - len(head) - 1
    numbers = [families(report)] if room > len(advice) else []
    shown = advice if len(advice) <= room else []
    row = _row(report.findings[contested], numbered=found.comparison is None)
    return card(*head, *numbers, *shown, KEPT, row)


def _row(finding: Finding, *, numbered: bool) -> Buttons | None:
    about = "1" if numbered else name_of(finding.rule)
    return buttons(
        TRY_AGAIN,
        _example(finding.rule),
        Disagree(rule=finding.rule).button(
            f"I disagree: {about}", spoken=f"I disagree: {name_of(finding.rule)}"
        ),
        WHY,
        More().button("More", spoken="More of this critique"),
        FORGET,
    )


def _example(rule: str) -> Button:
    return Example(rule=rule).button("Show an example", spoken=f"Show an example: {name_of(rule)}")


def _advice(report: Report) -> list[str]:
    """The better line or the question, never cut: one that would leave no room for a finding is under [More]."""
    lines = list(wrap_lines(report.advice))
    return lines if len(lines) <= LINES - 2 else [TOO_LONG]


def _points(report: Report, most: int) -> list[str]:
    total = len(report.findings)
    shown = list(enumerate(report.findings[: min(FIRST, most)], 1))
    return [_short(f"{at} of {total}{mark(one)}", one) for at, one in shown]


def _short(lead: str, finding: Finding) -> str:
    """One line of a finding: as much of what to do as it holds, in whole sentences."""
    said = f"{lead}: {told(finding)}"
    clause = finding.fix.split(", for example")[0].rstrip(".") + "."
    sentence = clause.split(". ")[0].rstrip(".") + "."
    whole = [f"{said} {fix}" for fix in (finding.fix, clause, sentence)]
    return next((text for text in [*whole, said] if shorten(text) == text), shorten(said))


# two drafts


def _changed(report: Report, comparison: Comparison, *, same: bool) -> list[str]:
    """Better, new, still open, a line each; new ones that have no line of their own are named as open."""
    new = [one for one in report.findings if one.rule in comparison.new]
    shown, hidden = new[: FIRST - 1], [name_of(one.rule) for one in new[FIRST - 1 :]]
    left = hidden + [name_of(rule) for rule in comparison.open]
    still = [shorten(f"{'Also' if hidden else 'Still'} open: {', '.join(left)}.")] if left else []
    better = _better(report, comparison)
    if not better and not new:
        start = "The same draft, nothing changed." if same else "Changed, but nothing is settled yet."
        return [start, *still]
    start = better or "Not better yet: something new is open."
    return [start, *(_short(f"New{mark(one)}", one) for one in shown), *still]


def _better(report: Report, comparison: Comparison) -> str:
    """`Better: baseline is there; settled: weak verb.`, or nothing."""
    now_open = {*comparison.new, *comparison.open}
    denied = frozenset[str]().union(*(SETTLED_BY.get(rule, frozenset()) for rule in now_open))
    there = [key for key in GOOD if key in comparison.present and key not in denied]
    praised = {rule for rule, keys in SETTLED_BY.items() if keys & set(there)}
    silent = praised if report.families else praised | NUMERIC
    settled = [name_of(rule) for rule in comparison.fixed if rule not in silent]
    said = [GOOD[key] for key in there] + ([f"settled: {', '.join(settled)}"] if settled else [])
    return shorten(f"Better: {'; '.join(said)}.") if said else ""


def _first_new(report: Report, comparison: Comparison) -> int:
    """The place of the finding that the card speaks of first."""
    rules = [one.rule for one in report.findings]
    return rules.index(comparison.new[0]) if comparison.new else 0


def _save(found: Critique) -> Button | None:
    """Opens the form of a summary, filled in with what the draft tells."""
    if max(map(len, found.parts.values()), default=0) > PART:
        return None
    call = Call(path="project", values=found.parts, ask=True, private=frozenset(found.parts))
    return Button(label="Save as project", call=call)


def _done(found: Critique) -> list[str]:
    report, asked = found.report, question(found.draft, found.report)
    better = _better(report, found.comparison) if found.comparison else ""
    return [
        _nothing_open(report),
        *([better] if better else []),
        f'An interviewer may ask: "{asked}"',
    ]


def _nothing_open(report: Report) -> str:
    if not report.families:
        return "Nothing open."
    numbers = either(report.families).replace(" or ", " and ")
    outcome = ", and an outcome" if "outcome" in report.present else ""
    return f"Nothing open. Numbers for {numbers}{outcome}."
