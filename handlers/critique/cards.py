"""All words of the critique. What a member typed is quoted in it, never more than it needs."""

import datetime as dt
from collections.abc import Sequence

from bot.core.card import (
    Ask,
    Button,
    Buttons,
    Card,
    Form,
    Instant,
    Item,
    Items,
    buttons,
    card,
    details,
    items,
    line,
    quote,
    small,
    strong,
)
from bot.core.layout import LINES, PHONE, Page, page_of
from bot.core.text import LINE_LENGTH, all_of, either, shorten, spell, wrap_lines, wrap_within
from bot.core.values import Call
from bot.rules import Comparison, Finding, Report
from bot.rules.pack import Rule
from handlers.critique import calls, model
from handlers.critique.calls import Again, Bullet, Disagree, Example, More, ShowRule, Why
from handlers.critique.model import Critique, Passage, paginate

FIRST = 3
"""Findings on the first card, and new ones where two drafts are compared are one fewer."""
SHORT = 2 * PHONE - 5
"""Characters of a finding on the first card; all of it waits behind [More]."""
PART = 400
"""Characters that a part of a summary holds."""
WHY = Why().button("Why?", spoken="Why? What I take your numbers for")
KINDS = {"accuracy": "accuracy", "efficiency": "speed", "cost": "cost", "business": "a business result"}
TOO_LONG = "Press More for your line with blanks: it's too long for this card."
NOTHING_KEPT = card("There's nothing to delete: I keep no draft of yours.", buttons(calls.PASTE))


# the critique


def critique(found: Critique) -> Card:
    """How good it is, then three findings at most, or what has changed since the last draft."""
    report = found.report
    if not report.findings:
        hints = More().button("More", spoken="More: hints") if report.hints else None
        return card(
            *_done(found),
            small(model.KEPT),
            buttons(calls.TRY_AGAIN, _save(found), calls.PRACTICE_ANSWER, hints, calls.FORGET),
        )
    # never cut: one that would leave no room for a finding is under [More]
    whole = wrap_lines(report.advice)
    advice = whole if len(whole) <= LINES - 3 else (TOO_LONG,)
    if found.comparison is None:
        (first, rest), contested = _points(found, LINES - 2 - len(advice)), 0
    else:
        first, rest = _changes(found, found.comparison)
        new = found.comparison.new
        contested = [one.rule for one in report.findings].index(new[0]) if new else 0
    count = 1 + sum(len(block.items) if isinstance(block, Items) else bool(block) for block in rest)
    shown = advice if count + len(advice) < LINES else ()
    row = _row(report.findings[contested], numbered=found.comparison is None)
    return card(first, *rest, *map(quote, shown), small(model.KEPT), row)


def _row(finding: Finding, *, numbered: bool) -> Buttons | None:
    name = model.name_of(finding.rule)
    about = "1" if numbered else name
    return buttons(
        calls.TRY_AGAIN,
        Example(rule=finding.rule).button("Show an example", spoken=f"Show an example: {name}"),
        Disagree(rule=finding.rule).button(f"I disagree: {about}", spoken=f"I disagree: {name}"),
        WHY,
        More().button("More", spoken="More of this critique"),
        calls.FORGET,
    )


def _points(found: Critique, most: int) -> tuple[str, list[str | Items | None]]:
    findings = found.report.findings
    shown = findings[: min(FIRST, most)]
    things = f"{spell(len(findings)).capitalize()} {'thing' if len(findings) == 1 else 'things'}"
    first = "" if len(shown) == 1 else f" {spell(len(shown))}"
    rest = "" if len(shown) == len(findings) else f" The first{first}:"
    points = items(*map(_short, shown), numbered=True)
    return f"{_praise(found)} {things} would make it stronger.{rest}", [points]


def _praise(found: Critique) -> str:
    report = found.report
    if any(model.words_of(one.rule).doubtful for one in report.findings):
        return "Check your numbers first."
    if report.verdict == "strong":
        return "Strong already."
    if found.results:
        results = "one clear result" if found.results == 1 else "clear results"
        return f"Good start: {results}."
    if "outcome" in report.present:
        return "Good start: you say what changed."
    if "action" in report.present:
        return "Good start: you say what you did."
    return "Not there yet: I couldn't find a clear result."


def _short(finding: Finding) -> Item:
    """A finding in short: its title, and as much of what to do as two lines of a phone hold, in whole sentences."""
    title, message = model.title_of(finding), model.message_of(finding)
    clause = finding.fix.split(", for example")[0].rstrip(".") + "."
    sentence = clause.split(". ")[0].rstrip(".") + "."
    taken = len(f"1. {title} ")
    whole = [*(f"{message} {fix}" for fix in (finding.fix, clause, sentence)), message]
    said = next((text for text in whole if len(text) + taken <= SHORT), shorten(message, LINE_LENGTH - taken))
    return Item(line=line(strong(title), f" {said}"))


# two drafts


def _changes(found: Critique, comparison: Comparison) -> tuple[str, list[str | Items | None]]:
    """Better, new, still open; new ones that have no line of their own are named as open."""
    new = [one for one in found.report.findings if one.rule in comparison.new]
    hidden = [model.name_of(one.rule) for one in new[FIRST - 1 :]]
    left = hidden + [model.name_of(rule) for rule in comparison.open]
    still = [shorten(f"{'Also' if hidden else 'Still'} open: {', '.join(left)}.")] if left else []
    better = _better(found, comparison)
    if not better and not new:
        start = "That's the same draft as before." if found.same else "Changed, but not better yet."
        return start, [*still]
    start = better or "Not better yet: something new is open."
    return start, [items(*map(_short, new[: FIRST - 1]), numbered=True), *still]


def _better(found: Critique, comparison: Comparison) -> str:
    """`Better: you added a baseline; no longer open: weak verb.`, or nothing."""
    now_open = {*comparison.new, *comparison.open}
    denied = frozenset[str]().union(*(model.words_of(rule).settled_by for rule in now_open))
    good = found.good
    there = [key for key in good if key in comparison.present and key not in denied]
    words = {rule: model.words_of(rule) for rule in comparison.fixed}
    silent = {rule for rule, one in words.items() if one.numeric and not found.report.families}
    fixed = [
        model.name_of(r) for r, one in words.items() if one.settled_by.isdisjoint(there) and r not in silent
    ]
    said = [f"you added {all_of([good[key] for key in there])}"] if there else []
    said += [f"no longer open: {', '.join(fixed)}"] if fixed and (now_open or not said) else []
    return shorten(f"Better: {'; '.join(said)}.") if said else ""


def _save(found: Critique) -> Button | None:
    """Opens the form of a summary, filled in with what the draft tells."""
    if max(map(len, found.parts.values()), default=0) > PART:
        return None
    call = Call(path="project", values=found.parts, ask=True, private=frozenset(found.parts))
    return Button(label="Save as project", call=call)


def _done(found: Critique) -> list[str]:
    """A bullet with nothing to fix that isn't strong is told what it takes."""
    report = found.report
    start, left = "Strong. Nothing to fix.", []
    if report.verdict != "strong":
        more = either([words for family, words in KINDS.items() if family not in report.families])
        start, left = "Nothing to fix.", [f"A strong bullet has two kinds of result: add {more}."]
    asked = f'Expect this question: "{model.question(found.draft, report)}"'
    if found.comparison and (better := _better(found, found.comparison)):
        return [start, better, *left, asked]
    has = [found.good[family] for family in report.families]
    has += ["an outcome"] if has and "outcome" in report.present else []
    return [f"{start} You have {all_of(has)}." if has else start, *left, asked]


def everything(report: Report, number: int) -> Card:
    """Every finding with all that there is to do, then hints and the better sentence; a page of them."""
    if not (report.findings or report.hints):
        row = buttons(calls.TRY_AGAIN, calls.FORGET)
        return card("There's nothing to fix in your draft.", small(model.KEPT), row)
    grave = [(one, f"{at}. ") for at, one in enumerate(report.findings, 1)]
    told = [
        (one.rule, f"{lead}{model.title_of(one)} {model.message_of(one)} {one.fix}")
        for one, lead in (*grave, *((one, "A hint: ") for one in report.hints))
    ]
    blocks = [Passage(rule, wrap_lines(text)) for rule, text in (*told, ("", report.advice)) if text]
    found = page_of(paginate(blocks, LINES - 1), number, 1)
    rules = {passage.rule for passage in found.shown[0]}
    known = dict.fromkeys(one.rule for one in (*report.findings, *report.hints))
    return card(
        f"Your newest draft in full, page {found.number} of {found.total}.",
        *_lines(found),
        buttons(
            calls.TRY_AGAIN,
            *(show(rule, place) for place, rule in enumerate(known, 1) if rule in rules),
            _next(found, More()),
        ),
    )


def _lines(found: Page[list[Passage]]) -> list[str]:
    return [text for passage in found.shown[0] for text in passage.lines]


def numbers(told: Sequence[str], number: int) -> Card:
    """What each number of the draft was taken for; a page of them."""
    if not told:
        return card(
            "I found no number in your bullet that could be a result.",
            "Add one, before and after, and I can say what it shows.",
            buttons(calls.TRY_AGAIN),
        )
    found = page_of(paginate([Passage("", wrap_lines(text)) for text in told], LINES - 2), number, 1)
    pages = f", page {found.number} of {found.total}." if found.total > 1 else ":"
    return card(
        f"How I read your numbers{pages}",
        *_lines(found),
        "If I misread one, name its metric and unit right next to it.",
        buttons(calls.TRY_AGAIN, _next(found, Why())),
    )


def _next(found: Page[list[Passage]], call: More | ShowRule | Why) -> Button | None:
    return found.next_button(call, f"More, page {found.number + 1} of {found.total}")


def rule(known: Rule, number: int) -> Card:
    """A rule of a pack: why, what to do, one text that it finds and one that it doesn't."""
    bad = next(case.bad for case in known.tests if case.bad)
    good = next(case.good for case in known.tests if case.good)
    texts = (f"Why: {known.why}", f"What to do: {known.fix}", f"Flagged: {bad}", f"Not flagged: {good}")
    found = page_of(paginate([Passage("", wrap_lines(text)) for text in texts], LINES - 1), number, 1)
    grade = model.MARKS[known.severity, known.gravity] or ", a smaller point"
    return card(
        f"Rule {known.id}{grade}: {model.name_of(known.id)}. Source: {known.source.replace('#', ', ')}.",
        *_lines(found),
        buttons(
            calls.TRY_AGAIN,
            Disagree(rule=known.id).button("I disagree", spoken=f"I disagree with {known.id}"),
            _next(found, ShowRule(rule=known.id)),
        ),
    )


def example(known: Rule, pair: model.Pair, still_open: Sequence[str]) -> Card:
    """The article's bad line, its good one, and what the good one still lacks, by an expert and by our rules."""
    ours = f" By my rules also open: {', '.join(map(model.name_of, still_open))}." if still_open else ""
    return card(
        f"From the article, about {pair.name}. BAD: {pair.bad}",
        *wrap_within(f"GOOD: {pair.good}", 2),
        *wrap_within(f"The GOOD one still lacks: {pair.lacks}{ours}", 2),
        buttons(calls.TRY_AGAIN, show(known.id)),
    )


def show(rule: str, number: int = 0) -> Button:
    """`number`: its place, where a card shows several."""
    label = f"Show rule {number}" if number else "Show the rule"
    return ShowRule(rule=rule).button(label, spoken=f"Show the rule {rule}")


def no_bullet(draft: str) -> Card:
    return card(
        "This doesn't look like a resume bullet."
        if any(map(str.isalnum, draft))
        else "There's no word in this, so there's nothing to judge.",
        "A bullet is one line: what you did, and what it changed, with numbers.",
        details("A bullet, for example.", quote(model.EXAMPLE)),
        small(model.KEPT),
        buttons(calls.TRY_AGAIN, calls.FORGET),
    )


def foreign(report: Report) -> Card:
    """The text is in another language: that isn't a fault, and no ground for a judgment either."""
    families = report.families  # of numbers that couldn't be placed nothing is said
    return card(
        "This doesn't look like English, so I didn't judge it.",
        f"Numbers count in any language, and I found some for {all_of(families)}." if families else None,
        "Paste it in English to have all of it judged.",
        small(model.KEPT),
        buttons(calls.TRY_AGAIN, calls.ANYWAY, calls.FORGET),
    )


def practice_answer(asked: str) -> Card:
    """The question, and what an answer of a minute has in it."""
    return card(
        f'Answer aloud now, one minute: "{asked}"',
        "Say the number and how it was measured, what it cost and whom, what you rejected, "
        "and at what number you'd switch.",
        small("I don't listen, and I keep nothing."),
        buttons(calls.TRY_AGAIN),
    )


def paste() -> Form:
    return _form(Bullet, "Critique a resume bullet", "One bullet, or a whole resume as a file.")


def again(before: str | None) -> Form:
    """The form, filled in with the last draft if it is still there."""
    if before:
        return _form(Again, "The same bullet, again", "I compare it with your last draft.", before)
    note = "No draft of yours is kept: it has expired. I read what you paste here afresh."
    return _form(Again, "Critique a resume bullet", note)


def _form(args: type[Bullet | Again], title: str, note: str, before: str = "") -> Form:
    """A bullet or a file: neither has to be there."""
    asks = [Ask(name=p.name, label=p.about, kind=p.kind) for p in args.parameters()]
    filled = (ask.copy_with(value=before) if ask.name == "text" else ask for ask in asks)
    return Form(title=title, call=args().call(), asks=tuple(filled), note=note)


def disagreement(known: Rule, *, new: bool) -> Card:
    first = "Noted" if new else "I've noted that already for this draft"
    return card(
        f"{first}: you disagree with the rule {known.id}.",
        "I count the disagreement and keep none of your text for it. The finding stays on your card.",
        buttons(show(known.id), calls.TRY_AGAIN),
    )


def forget_receipt(by: dt.datetime | None) -> Card:
    return card(
        "Deleted. I no longer keep a draft of yours.",
        line("It leaves this server's disk by ", Instant(at=by), ".")
        if by
        else "Backups of the Redis server may hold it, encrypted, until they are replaced.",
        buttons(calls.PASTE),
    )
