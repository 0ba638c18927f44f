"""All words about rules and findings in full."""

from collections.abc import Sequence

from bot.core.card import LINES, Button, Card, buttons, card
from bot.core.text import wrap_lines, wrap_within
from bot.rules import Report
from bot.rules.pack import Rule
from handlers.critique.calls import Disagree, More, ShowRule, Why
from handlers.critique.examples import Pair
from handlers.critique.fitting import Block, pages
from handlers.critique.words import FORGET, KEPT, TRY_AGAIN, mark, name_of, told


def everything(report: Report, page: int) -> Card:
    """Every finding with all that there is to do, then hints and the better sentence; a page of them."""
    if not (report.findings or report.hints):
        return card("Nothing is open in your draft.", KEPT, buttons(TRY_AGAIN, FORGET))
    found = pages(_in_full(report), LINES - 1)
    at = min(page, len(found))
    rules = dict.fromkeys(block.rule for block in found[at - 1] if block.rule)
    return card(
        f"Your newest draft in full, page {at} of {len(found)}.",
        *(text for block in found[at - 1] for text in block.lines),
        buttons(TRY_AGAIN, *(show(rule) for rule in rules), _next(at, len(found), More(page=at + 1))),
    )


def _in_full(report: Report) -> list[Block]:
    total = len(report.findings)
    blocks = [
        Block(one.rule, wrap_lines(f"{at} of {total}{mark(one)}: {told(one)} {one.fix}"))
        for at, one in enumerate(report.findings, 1)
    ]
    blocks += [Block(one.rule, wrap_lines(f"A hint: {told(one)} {one.fix}")) for one in report.hints]
    if advice := report.advice:
        blocks.append(Block("", wrap_lines(advice)))
    return blocks


def numbers(told: Sequence[str], page: int) -> Card:
    """What each number of the draft was taken for; a page of them."""
    if not told:
        return card(
            "I found no number in your bullet that could be a result.",
            "Add one with its start and its end, and I can say what it tells.",
            buttons(TRY_AGAIN),
        )
    found = pages([Block("", wrap_lines(text)) for text in told], LINES - 2)
    at = min(page, len(found))
    return card(
        f"How I read your numbers, page {at} of {len(found)}."
        if len(found) > 1
        else "How I read your numbers:",
        *(text for block in found[at - 1] for text in block.lines),
        "If I misread one, name its metric and unit right beside it.",
        buttons(TRY_AGAIN, _next(at, len(found), Why(page=at + 1))),
    )


def _next(page: int, total: int, call: More | ShowRule | Why) -> Button | None:
    if page == total:
        return None
    return Button(label="More", spoken=f"More, page {page + 1} of {total}", call=call.call())


def rule(known: Rule, page: int) -> Card:
    """A rule as it stands in its pack: why, what to do, one text that it finds and one that it does not."""
    bad = next(case.bad for case in known.tests if case.bad)
    good = next(case.good for case in known.tests if case.good)
    texts = (f"Why: {known.why}", f"What to do: {known.fix}", f"Open in: {bad}", f"Not open in: {good}")
    found = pages([Block("", wrap_lines(text)) for text in texts], LINES - 1)
    at = min(page, len(found))
    grade = mark(known) or ", a smaller point"
    return card(
        f"Rule {known.id}{grade}: {name_of(known.id)}. Source: {known.source.replace('#', ', ')}.",
        *(text for block in found[at - 1] for text in block.lines),
        buttons(
            TRY_AGAIN,
            Disagree(rule=known.id).button(f"I disagree: {known.id}"),
            _next(at, len(found), ShowRule(rule=known.id, page=at + 1)),
        ),
    )


def example(known: Rule, pair: Pair, still_open: Sequence[str]) -> Card:
    """The article's bad line, its good one, and what the good one still lacks, by an expert and by our rules."""
    ours = f" By my rules also open: {', '.join(map(name_of, still_open))}." if still_open else ""
    return card(
        f"From the article, about {pair.name}. BAD: {pair.bad}",
        *wrap_within(f"GOOD: {pair.good}", 2),
        *wrap_within(f"The GOOD one still lacks: {pair.lacks}{ours}", 2),
        buttons(TRY_AGAIN, show(known.id)),
    )


def show(rule: str) -> Button:
    return ShowRule(rule=rule).button(f"Show the rule: {rule}")
