"""All words of the critique. What a member typed is quoted in it, never more than it needs."""

import datetime as dt
from collections.abc import Sequence

from bot.core.call import Call
from bot.core.card import (
    LINES,
    Ask,
    Button,
    Buttons,
    Card,
    File,
    Form,
    Instant,
    Item,
    Items,
    Quoted,
    Text,
    buttons,
    card,
    line,
    paragraph,
    small,
)
from bot.core.layout import Page, page_of
from bot.core.text import all_of, shorten, wrap_lines, wrap_within
from bot.core.values import Private
from bot.rules import Comparison, Finding, Report
from bot.rules.pack import Rule
from handlers.critique import calls, model
from handlers.critique.calls import Again, Bullet, Disagree, Example, More, ShowRule, Why
from handlers.critique.model import Critique, Passage, paginate
from handlers.critique.resume import Line, Review, in_full

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
        return card(
            *_done(found),
            small(model.KEPT),
            buttons(calls.TRY_AGAIN, _save(found), calls.PRACTICE, hints, calls.FORGET),
        )
    advice = _advice(report)
    if found.comparison is None:
        head, contested = _points(report, LINES - 1 - len(advice)), 0
    else:
        head = _changes(report, found.comparison, same=found.same)
        contested = _first_new(report, found.comparison)
    room = LINES - len(head) - 1
    numbers = [model.families(report)] if room > len(advice) else []
    shown = advice if len(advice) <= room else []
    row = _row(report.findings[contested], numbered=found.comparison is None)
    return card(*head, *numbers, *map(_set_apart, shown), small(model.KEPT), row)


def _row(finding: Finding, *, numbered: bool) -> Buttons | None:
    about = "1" if numbered else model.name_of(finding.rule)
    return buttons(
        calls.TRY_AGAIN,
        Example(rule=finding.rule).button(
            "Show an example", spoken=f"Show an example: {model.name_of(finding.rule)}"
        ),
        Disagree(rule=finding.rule).button(
            f"I disagree: {about}", spoken=f"I disagree: {model.name_of(finding.rule)}"
        ),
        WHY,
        More().button("More", spoken="More of this critique"),
        calls.FORGET,
    )


def _set_apart(text: str) -> Text:
    """A line of the better sentence, or of the question that leads to one."""
    return paragraph((text,)).model_copy(update={"role": "quote"})


def _advice(report: Report) -> list[str]:
    """The better line or the question, never cut: one that would leave no room for a finding is under [More]."""
    lines = list(wrap_lines(report.advice))
    return lines if len(lines) <= LINES - 2 else [TOO_LONG]


def _points(report: Report, most: int) -> list[str]:
    total = len(report.findings)
    shown = list(enumerate(report.findings[: min(FIRST, most)], 1))
    return [_short(f"{at} of {total}{model.mark(one)}", one) for at, one in shown]


def _short(lead: str, finding: Finding) -> str:
    """One line of a finding: as much of what to do as it holds, in whole sentences."""
    said = f"{lead}: {model.finding_text(finding)}"
    clause = finding.fix.split(", for example")[0].rstrip(".") + "."
    sentence = clause.split(". ")[0].rstrip(".") + "."
    whole = [f"{said} {fix}" for fix in (finding.fix, clause, sentence)]
    return next((text for text in [*whole, said] if shorten(text) == text), shorten(said))


# two drafts


def _changes(report: Report, comparison: Comparison, *, same: bool) -> list[str]:
    """Better, new, still open, a line each; new ones that have no line of their own are named as open."""
    new = [one for one in report.findings if one.rule in comparison.new]
    shown, hidden = new[: FIRST - 1], [model.name_of(one.rule) for one in new[FIRST - 1 :]]
    left = hidden + [model.name_of(rule) for rule in comparison.open]
    still = [shorten(f"{'Also' if hidden else 'Still'} open: {', '.join(left)}.")] if left else []
    better = _better(report, comparison)
    if not better and not new:
        start = "The same draft, nothing changed." if same else "Changed, but nothing is settled yet."
        return [start, *still]
    start = better or "Not better yet: something new is open."
    return [start, *(_short(f"New{model.mark(one)}", one) for one in shown), *still]


def _better(report: Report, comparison: Comparison) -> str:
    """`Better: you added a baseline; settled: weak verb.`, or nothing."""
    now_open = {*comparison.new, *comparison.open}
    denied = frozenset[str]().union(*(model.SETTLED_BY.get(rule, frozenset()) for rule in now_open))
    there = [key for key in model.GOOD if key in comparison.present and key not in denied]
    praised = {rule for rule, keys in model.SETTLED_BY.items() if keys & set(there)}
    silent = praised if report.families else praised | model.NUMERIC
    settled = [model.name_of(rule) for rule in comparison.fixed if rule not in silent]
    said = [f"you added {all_of([model.GOOD[key] for key in there])}"] if there else []
    said += [f"settled: {', '.join(settled)}"] if settled else []
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
    report, asked = found.report, model.question(found.draft, found.report)
    better = _better(report, found.comparison) if found.comparison else ""
    return [
        _nothing_open(report),
        *([better] if better else []),
        f'An interviewer may ask: "{asked}"',
    ]


def _nothing_open(report: Report) -> str:
    if not report.families:
        return "Strong. Nothing to fix."
    outcome = ", and an outcome" if "outcome" in report.present else ""
    return f"Strong. Nothing to fix. You have numbers for {all_of(report.families)}{outcome}."


def everything(report: Report, number: int) -> Card:
    """Every finding with all that there is to do, then hints and the better sentence; a page of them."""
    if not (report.findings or report.hints):
        return card(
            "There's nothing to fix in your draft.", small(model.KEPT), buttons(calls.TRY_AGAIN, calls.FORGET)
        )
    found = page_of(paginate(_in_full(report), LINES - 1), number, 1)
    rules = {passage.rule for passage in found.shown[0]}
    known = dict.fromkeys(one.rule for one in (*report.findings, *report.hints))
    return card(
        f"Your newest draft in full, page {found.number} of {found.total}.",
        *_lines(found),
        buttons(
            calls.TRY_AGAIN,
            *(show(rule, place) for place, rule in enumerate(known, 1) if rule in rules),
            _next(found, More(page=found.number + 1)),
        ),
    )


def _lines(found: Page[list[Passage]]) -> list[str]:
    return [text for passage in found.shown[0] for text in passage.lines]


def _in_full(report: Report) -> list[Passage]:
    total = len(report.findings)
    blocks = [
        Passage(
            one.rule, wrap_lines(f"{at} of {total}{model.mark(one)}: {model.finding_text(one)} {one.fix}")
        )
        for at, one in enumerate(report.findings, 1)
    ]
    blocks += [
        Passage(one.rule, wrap_lines(f"A hint: {model.finding_text(one)} {one.fix}")) for one in report.hints
    ]
    if advice := report.advice:
        blocks.append(Passage("", wrap_lines(advice)))
    return blocks


def numbers(told: Sequence[str], number: int) -> Card:
    """What each number of the draft was taken for; a page of them."""
    if not told:
        return card(
            "I found no number in your bullet that could be a result.",
            "Add one with its start and its end, and I can say what it tells.",
            buttons(calls.TRY_AGAIN),
        )
    found = page_of(paginate([Passage("", wrap_lines(text)) for text in told], LINES - 2), number, 1)
    pages = f", page {found.number} of {found.total}." if found.total > 1 else ":"
    return card(
        f"How I read your numbers{pages}",
        *_lines(found),
        "If I misread one, name its metric and unit right beside it.",
        buttons(calls.TRY_AGAIN, _next(found, Why(page=found.number + 1))),
    )


def _next(found: Page[list[Passage]], call: More | ShowRule | Why) -> Button | None:
    spoken = f"More, page {found.number + 1} of {found.total}"
    return call.button("More", spoken=spoken) if found.more else None


def rule(known: Rule, number: int) -> Card:
    """A rule as it stands in its pack: why, what to do, one text that it finds and one that it doesn't."""
    bad = next(case.bad for case in known.tests if case.bad)
    good = next(case.good for case in known.tests if case.good)
    texts = (f"Why: {known.why}", f"What to do: {known.fix}", f"Open in: {bad}", f"Not open in: {good}")
    found = page_of(paginate([Passage("", wrap_lines(text)) for text in texts], LINES - 1), number, 1)
    grade = model.mark(known) or ", a smaller point"
    return card(
        f"Rule {known.id}{grade}: {model.name_of(known.id)}. Source: {known.source.replace('#', ', ')}.",
        *_lines(found),
        buttons(
            calls.TRY_AGAIN,
            Disagree(rule=known.id).button("I disagree", spoken=f"I disagree with {known.id}"),
            _next(found, ShowRule(rule=known.id, page=found.number + 1)),
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
    """The text is something else."""
    if not any(map(str.isalnum, draft)):
        first = "There's no word in this, so there's nothing to judge."
    else:
        first = "This doesn't look like a resume bullet, so I didn't judge it."
    return card(
        first,
        "A bullet is one line: what you did, and what it changed, with numbers.",
        line("For example: ", Quoted(text=model.EXAMPLE)),
        small(model.KEPT),
        buttons(calls.TRY_AGAIN, calls.FORGET),
    )


def foreign(report: Report) -> Card:
    """The text is in another language: that is no fault, and no ground for a judgment either."""
    return card(
        "This doesn't look like English, so I didn't judge it: my rules only know English.",
        f"Numbers count in any language. {model.families(report)}",
        "Paste it in English to have all of it judged.",
        small(model.KEPT),
        buttons(calls.TRY_AGAIN, calls.ANYWAY, calls.FORGET),
    )


def practice_answer(asked: str) -> Card:
    """The question, and what an answer of a minute has in it."""
    return card(
        f'Answer aloud now, one minute: "{asked}"',
        "First the number, and how it was measured. Then what it cost, and for whom.",
        "Last: which option you rejected, and from what number on you would choose it after all.",
        "I don't listen, and I keep nothing.",
        buttons(calls.TRY_AGAIN),
    )


def paste() -> Form:
    """The empty form of a bullet."""
    note = "One bullet, or a whole resume as a file."
    return Form(title="Critique a resume bullet", call=Bullet().call(), asks=_asks(Bullet), note=note)


def _asks(args: type[Bullet | Again], before: str = "") -> tuple[Ask, ...]:
    """A bullet or a file: neither has to be there."""
    values = {"text": before}
    return tuple(
        Ask(name=p.name, label=p.about, kind=p.kind, value=values.get(p.name, "")) for p in args.parameters()
    )


def again(before: str | None) -> Form:
    """The form, filled in with the last draft if it is still there."""
    note = "I compare it with your last draft." if before else "No draft of yours is kept: it has expired."
    return Form(
        title="The same bullet, again" if before else "Critique a resume bullet",
        call=Again().call(),
        asks=_asks(Again, before or ""),
        note=note if before else f"{note} I read what you paste here afresh.",
    )


def disagreement(known: Rule, *, new: bool) -> Card:
    first = "Noted" if new else "I've noted that already for this draft"
    return card(
        f"{first}: you disagree with the rule {known.id}.",
        "I count that somebody disagreed, never with which text. The finding stays on your card.",
        buttons(show(known.id), calls.TRY_AGAIN),
    )


def forget_receipt(by: dt.datetime | None) -> Card:
    disk = (
        line("It leaves this server's disk by ", Instant(at=by), ".")
        if by
        else line("Backups of the Redis server may hold it, encrypted, until they are replaced.")
    )
    return card("Deleted. I no longer keep a draft of yours.", disk, buttons(calls.PASTE))


def nothing_kept() -> Card:
    return card("There's nothing to delete: I keep no draft of yours.", buttons(calls.PASTE))


KINDS = (
    "I read PDF, .docx, .tex, .md, .txt and JSON Resume, up to 10 MB and 200 pages. Nothing of it was kept."
)
KEPT_BULLETS = (
    "I haven't kept the file itself. Behind the buttons I keep these bullets for 30 minutes, encrypted."
)
UNKEPT = "I haven't kept the file itself."
LONG_LINE = 50


def review(found: Review) -> Card:
    """How many bullets have which verdict, then the three weakest with what is open in them."""
    weakest = found.weakest
    if not found.lines:
        return card(*filter(None, (_beside(found), KINDS)), buttons(calls.PASTE))
    return card(
        _counts(found),
        Items(items=tuple(map(_weak_item, weakest)), numbered=True)
        if weakest
        else "There's nothing to fix in any of them.",
        _beside(found),
        small(KEPT_BULLETS if weakest else UNKEPT),
        File(
            name="loopmate-resume.md",
            about="every bullet, what is open in it, and a better sentence",
            data=in_full(found).encode(),
        ),
        buttons(*(_work_on(number, one) for number, one in enumerate(weakest, 1))),
    )


def _counts(found: Review) -> str:
    counts, total = found.counts, len(found.lines)
    said = ", ".join(
        f"{counts[verdict]} {verdict}" for verdict in ("strong", "fair", "weak") if counts[verdict]
    )
    bullets = "1 bullet" if total == 1 else f"{total} bullets"
    return f"{bullets}: {said}. {'The weakest:' if found.weakest else ''}".rstrip()


def _weak_item(one: Line) -> Item:
    names = ", ".join(map(model.name_of, one.rules[:3]))
    return Item(line=line(Quoted(text=shorten(one.text, LONG_LINE)), f" Open: {shorten(names, 70)}."))


def _beside(found: Review) -> str | None:
    said = [
        f"{_lines_are(found.foreign)} not in English: I don't judge that." if found.foreign else "",
        f"{_lines_are(found.long)} longer than I read at once." if found.long else "",
        "There are more; I stopped there." if found.cut else "",
    ]
    return " ".join(filter(None, said)) or None


def _lines_are(number: int) -> str:
    return "1 line is" if number == 1 else f"{number} lines are"


def _work_on(number: int, one: Line) -> Button:
    call = Bullet(text=Private(one.text)).call()
    return Button(label=f"Work on bullet {number}", call=call, style="main" if number == 1 else "plain")
