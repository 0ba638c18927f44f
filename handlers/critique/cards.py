"""All words of the critique. What a member typed is quoted in it, never more than it needs."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from bot.core.call import Call
from bot.core.card import (
    LINES,
    Ask,
    Button,
    Buttons,
    Card,
    Form,
    Instant,
    Quoted,
    buttons,
    card,
    line,
)
from bot.core.echo import either
from bot.rules import Comparison, Finding, Report
from bot.rules.pack import Rule
from handlers.critique.calls import Again, Bullet, Disagree, Example, Forget, More, ShowRule
from handlers.critique.examples import Pair
from handlers.critique.fitting import Block, cut, fitted, pages, wrapped
from handlers.critique.model import Critique

FIRST = 3
"""Findings on the first card, and new ones where two drafts are compared are one fewer."""
KEPT = "I keep this draft for 30 minutes to compare, then I delete it."
EXAMPLE = "Distilled the search ranker; p95 fell from 90 to 40 ms, nDCG stayed at 0.71, and it now serves every shop"
"""A bullet in which the rules find nothing."""
FOREIGN = "My rules know English words best; numbers count anyway:"
TRY_AGAIN = Button(label="Try again", call=Again().call(), style="main")
PASTE = Button(label="Paste a bullet", call=Again().call(), style="main")
FORGET = Button(label="Forget it now", spoken="Forget this draft now", call=Forget().call())
SEVERITY = {"major": ", important", "minor": "", "hint": ", a hint"}
NAMES: Mapping[str, str] = {
    "missing_unit_or_stat": "a number without its metric",
    "training_metric_only": "training figures only",
    "no_metric": "no number",
    "unmitigated_regression": "got worse",
    "laundry_list": "a list of tools",
    "buzzword": "a claim without evidence",
}
"""Rules whose id does not say in plain words what is open; the others are called by their id."""
GOOD: Mapping[str, str] = {
    "baseline": "baseline is there",
    "accuracy": "accuracy is there",
    "efficiency": "efficiency is there",
    "cost": "cost is there",
    "business": "a business result is there",
    "outcome": "outcome is there",
    "reason": "the reason is there",
    "action": "your own act is there",
}
"""What a draft can have, in the order in which it is praised."""
FAMILIES = ("accuracy", "efficiency", "cost", "business")
SETTLED_BY: Mapping[str, frozenset[str]] = {
    "missing_unit_or_stat": frozenset(FAMILIES),
    "training_metric_only": frozenset(FAMILIES),
    "no_metric": frozenset(FAMILIES),
    "no_baseline": frozenset({"baseline"}),
    "accuracy_only": frozenset({"efficiency", "cost"}),
    "unmitigated_regression": frozenset({"reason"}),
    "no_outcome": frozenset({"outcome", "business"}),
    "weak_verb": frozenset({"action"}),
    "vague_teamwork": frozenset({"action"}),
}
"""Rule -> what a draft has when it is settled: nothing is praised twice, or while its rule is open."""
NUMERIC = frozenset(
    {"missing_unit_or_stat", "training_metric_only", "no_baseline", "accuracy_only", "unmitigated_regression"}
)
"""Rules about numbers: with no number left they are silent, and nothing is settled."""
TECHNIQUES: Sequence[tuple[re.Pattern[str], str]] = (
    (
        re.compile(r"int8|int4|fp8|8.?bit|4.?bit|quanti[sz]", re.IGNORECASE),
        "What did quantisation cost you in quality, per class?",
    ),
    (
        re.compile(r"distil(?!bert)|student", re.IGNORECASE),
        "Where is the small model worse than the large one?",
    ),
    (re.compile(r"\bprun", re.IGNORECASE), "How did you choose what to prune, and what did it break?"),
    (re.compile(r"\bcach", re.IGNORECASE), "What share of requests hits the cache, and what if it is stale?"),
    (re.compile(r"\bbatch", re.IGNORECASE), "What did batching do to the slowest requests?"),
    (
        re.compile(r"\brag\b|retriev", re.IGNORECASE),
        "How do you know whether retrieval or the model was wrong?",
    ),
)
"""What an interviewer asks about what was done; else about the families."""
REJECTED = "Which option did you reject, and on what number?"
QUESTIONS: Sequence[tuple[frozenset[str], str]] = (
    (frozenset({"accuracy", "efficiency"}), "How did you decide between accuracy and speed?"),
    (frozenset({"accuracy", "cost"}), "What would one more point of accuracy cost?"),
    (frozenset({"efficiency", "cost"}), "What did it do to quality, and how did you check?"),
    (frozenset({"business"}), "How do you know that your work caused this?"),
    (frozenset(), "How did you measure that, and against what?"),
)


def name_of(rule: str) -> str:
    """What a rule finds, in plain words: `no baseline`."""
    return NAMES.get(rule, rule.replace("_", " "))


# the critique


def critique(found: Critique) -> Card:
    """Three findings at most, or what has changed since the last draft."""
    report = found.report
    if not report.findings:
        hints = Button(label="More", spoken="More: hints", call=More().call()) if report.hints else None
        return card(*_done(found), KEPT, buttons(TRY_AGAIN, _save(found.draft), hints, FORGET))
    if found.comparison is None:
        head, contested = _points(report), 0
    else:
        head = _changed(report, found.comparison, same=found.same)
        contested = _first_new(report, found.comparison)
    room = LINES - len(head) - 1
    families = [_families(report, foreign=found.foreign)] if room > 1 else []
    skeleton = _skeleton(report.skeleton, room - len(families))
    row = _row(report.findings[contested], numbered=found.comparison is None)
    return card(*head, *families, *skeleton, KEPT, row)


def _row(finding: Finding, *, numbered: bool) -> Buttons | None:
    about = "1" if numbered else name_of(finding.rule)
    return buttons(
        TRY_AGAIN,
        _example(finding.rule),
        Button(
            label=f"I disagree: {about}",
            spoken=f"I disagree: {name_of(finding.rule)}",
            call=Disagree(rule=finding.rule).call(),
        ),
        Button(label="More", spoken="More of this critique", call=More().call()),
        FORGET,
    )


def _example(rule: str) -> Button:
    return Button(
        label="Show an example", spoken=f"Show an example: {name_of(rule)}", call=Example(rule=rule).call()
    )


def _show(rule: str) -> Button:
    return Button(label=f"Show the rule: {rule}", call=ShowRule(rule=rule).call())


def _skeleton(better: str, most: int) -> list[str]:
    """The better sentence in at most `most` lines; a blank is shown whole or not at all."""
    lines = fitted(f"Try: {better}", most) if better else []
    if lines and lines[-1].rfind("{") > lines[-1].rfind("}"):
        lines[-1] = lines[-1][: lines[-1].rfind("{")].rstrip() + "…"
    return lines


def _points(report: Report) -> list[str]:
    total = len(report.findings)
    shown = list(enumerate(report.findings[:FIRST], 1))
    return [_short(f"{at} of {total}{SEVERITY[one.severity]}", one) for at, one in shown]


def _short(lead: str, finding: Finding) -> str:
    """One line of a finding: as much of what to do as it holds, in whole sentences."""
    said = f"{lead}: {_said(finding)}"
    clause = finding.fix.split(", for example")[0].rstrip(".") + "."
    sentence = clause.split(". ")[0].rstrip(".") + "."
    whole = [f"{said} {fix}" for fix in (finding.fix, clause, sentence)]
    return next((text for text in [*whole, said] if cut(text) == text), cut(said))


def _said(finding: Finding) -> str:
    """The name and the message; the message alone where it says the name."""
    name, message = name_of(finding.rule), " ".join(finding.message.split())
    if name in message.casefold():
        return message[:1].lower() + message[1:]
    return f"{name}. {message}"


def _families(report: Report, *, foreign: bool) -> str:
    """`Accuracy yes, efficiency no, cost in words only.`: a family counts with a number."""
    said = ", ".join(f"{name} {_found(report, name)}" for name in FAMILIES)
    return cut(f"{FOREIGN if foreign else 'Numbers found:'} {said}.")


def _found(report: Report, family: str) -> str:
    if family in report.families:
        return "yes"
    return "in words only" if family in report.mentioned else "no"


# two drafts


def _changed(report: Report, comparison: Comparison, *, same: bool) -> list[str]:
    """Better, new, still open, a line each; new ones that have no line of their own are named as open."""
    new = [one for one in report.findings if one.rule in comparison.new]
    shown, hidden = new[: FIRST - 1], [name_of(one.rule) for one in new[FIRST - 1 :]]
    left = hidden + [name_of(rule) for rule in comparison.open]
    still = [cut(f"{'Also' if hidden else 'Still'} open: {', '.join(left)}.")] if left else []
    better = _better(report, comparison)
    if not better and not new:
        start = "The same draft, nothing changed." if same else "Changed, but nothing is settled yet."
        return [start, *still]
    start = better or "Not better yet: something new is open."
    return [start, *(_short(f"New{SEVERITY[one.severity]}", one) for one in shown), *still]


def _better(report: Report, comparison: Comparison) -> str:
    """`Better: baseline is there; settled: weak verb.`, or nothing."""
    now_open = {*comparison.new, *comparison.open}
    denied = frozenset[str]().union(*(SETTLED_BY.get(rule, frozenset()) for rule in now_open))
    there = [key for key in GOOD if key in comparison.present and key not in denied]
    praised = {rule for rule, keys in SETTLED_BY.items() if keys & set(there)}
    silent = praised if report.families else praised | NUMERIC
    settled = [name_of(rule) for rule in comparison.fixed if rule not in silent]
    said = [GOOD[key] for key in there] + ([f"settled: {', '.join(settled)}"] if settled else [])
    return cut(f"Better: {'; '.join(said)}.") if said else ""


def _first_new(report: Report, comparison: Comparison) -> int:
    """The place of the finding that the card speaks of first."""
    rules = [one.rule for one in report.findings]
    return rules.index(comparison.new[0]) if comparison.new else 0


def _save(draft: str) -> Button | None:
    if len(draft) > 400:
        return None
    values, private = {"approach": draft}, frozenset({"approach"})
    return Button(
        label="Save as project", call=Call(path="project", values=values, ask=True, private=private)
    )


def _question(found: Critique) -> str:
    """What an interviewer asks next: about the technique, the option not taken, or the families."""
    has = set(found.report.present)
    asked = next((text for what, text in TECHNIQUES if what.search(found.draft)), "")
    if not asked and any(one.rule == "no_rejected_option" for one in found.report.hints):
        asked = REJECTED
    return asked or next(text for needs, text in QUESTIONS if needs <= has)


def _done(found: Critique) -> list[str]:
    report, question = found.report, _question(found)
    better = _better(report, found.comparison) if found.comparison else ""
    return [
        _nothing_open(report),
        *([better] if better else []),
        f'An interviewer may ask: "{question}"',
    ]


def _nothing_open(report: Report) -> str:
    if not report.families:
        return "Nothing open."
    numbers = either(report.families).replace(" or ", " and ")
    outcome = ", and an outcome" if "outcome" in report.present else ""
    return f"Nothing open. Numbers for {numbers}{outcome}."


# in full


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
        buttons(TRY_AGAIN, *(_show(rule) for rule in rules), _next(at, len(found), More(page=at + 1))),
    )


def _in_full(report: Report) -> list[Block]:
    total = len(report.findings)
    blocks = [
        Block(one.rule, wrapped(f"{at} of {total}{SEVERITY[one.severity]}: {_said(one)} {one.fix}"))
        for at, one in enumerate(report.findings, 1)
    ]
    blocks += [Block(one.rule, wrapped(f"A hint: {_said(one)} {one.fix}")) for one in report.hints]
    if report.skeleton and report.findings:
        blocks.append(Block("", wrapped(f"Try: {report.skeleton}")))
    return blocks


def _next(page: int, total: int, call: More | ShowRule) -> Button | None:
    if page == total:
        return None
    return Button(label="More", spoken=f"More, page {page + 1} of {total}", call=call.call())


def rule(known: Rule, page: int) -> Card:
    """A rule as it stands in its pack: why, what to do, one text that it finds and one that it does not."""
    bad = next(case.bad for case in known.tests if case.bad)
    good = next(case.good for case in known.tests if case.good)
    texts = (f"Why: {known.why}", f"What to do: {known.fix}", f"Open in: {bad}", f"Not open in: {good}")
    found = pages([Block("", wrapped(text)) for text in texts], LINES - 1)
    at = min(page, len(found))
    mark = SEVERITY[known.severity] or ", a smaller point"
    return card(
        f"Rule {known.id}{mark}: {name_of(known.id)}. Source: {known.source.replace('#', ', ')}.",
        *(text for block in found[at - 1] for text in block.lines),
        buttons(
            TRY_AGAIN,
            Button(label=f"I disagree: {known.id}", call=Disagree(rule=known.id).call()),
            _next(at, len(found), ShowRule(rule=known.id, page=at + 1)),
        ),
    )


def example(known: Rule, pair: Pair, still_open: Sequence[str]) -> Card:
    """The article's bad line, its good one, and what the good one still lacks, by an expert and by our rules."""
    ours = f" By my rules also open: {', '.join(map(name_of, still_open))}." if still_open else ""
    return card(
        f"From the article, about {pair.name}. BAD: {pair.bad}",
        *fitted(f"GOOD: {pair.good}", 2),
        *fitted(f"The GOOD one still lacks: {pair.lacks}{ours}", 2),
        buttons(TRY_AGAIN, _show(known.id)),
    )


# beside it


def no_bullet(*, foreign: bool) -> Card:
    """The text is something else."""
    return card(
        "This does not look like a bullet of a resume, so I have found nothing good or bad in it.",
        "A bullet is one line: what you did, and what it changed, with numbers.",
        "My rules know English words best; numbers and units count in any language." if foreign else None,
        line("For example: ", Quoted(text=EXAMPLE)),
        KEPT,
        buttons(TRY_AGAIN, FORGET),
    )


def paste() -> Form:
    """The empty form of a bullet."""
    asked = Bullet.parameters()[0]
    ask = Ask(name=asked.name, label=asked.about, kind=asked.kind, required=True)
    note = "A whole resume goes in as a file: PDF, .docx, .md or .txt."
    return Form(title="Critique a resume bullet", call=Bullet().call(), asks=(ask,), note=note)


def again(before: str | None) -> Form:
    """The form, filled in with the last draft if it is still there."""
    asked = Again.parameters()[0]
    note = "I compare it with your last draft." if before else "No draft of yours is kept: it has expired."
    return Form(
        title="The same bullet, again" if before else "Critique a resume bullet",
        call=Again().call(),
        asks=(Ask(name=asked.name, label=asked.about, kind=asked.kind, value=before or "", required=True),),
        note=note if before else f"{note} I read what you paste here afresh.",
    )


def disagreed(known: Rule, *, new: bool) -> Card:
    first = "Noted" if new else "I have noted that already for this draft"
    return card(
        f"{first}: you disagree with the rule {known.id}.",
        "I count that somebody disagreed, never with which text. The finding stays on your card.",
        buttons(_show(known.id), TRY_AGAIN),
    )


def forgotten(by: dt.datetime | None) -> Card:
    disk = (
        line("It leaves this server's disk by ", Instant(at=by), ".")
        if by
        else line("Backups of the Redis server may hold it, encrypted, until they are replaced.")
    )
    return card("Deleted. I keep no draft of yours any more.", disk, buttons(PASTE))


def nothing_kept() -> Card:
    return card("There is nothing to delete: I keep no draft of yours.", buttons(PASTE))
