"""All words about the notes, and the questions for one's interviewers."""

from collections.abc import Sequence

from bot.core.card import Button, Card, Link, buttons, card, details, items
from bot.core.layout import LINES, PHONE, Page, page_of
from bot.core.rounds import round_name
from bot.core.text import LINE_LENGTH, many, shorten, wrap_lines
from bot.core.values import Call
from content.finder import Content
from content.models import Ask as Question
from content.models import Claim, Fact, InterviewRound, Source, Verdict
from content.quiz import name_topic
from handlers.ask.calls import Ask, MoreNotes, MoreToAsk, ShowNote, ToAsk, Topic, WhyAsk
from handlers.ask.model import Note, notes, sources

SHOWN = 3
"""Notes, or questions, on one card."""
LABEL = 12
"""Characters that a link's title needs, or it is named by its source's number."""
AGAIN = Button(label="Ask again", spoken="Ask another question", call=Call(path=Ask.path, ask=True))
VERDICTS = {
    Verdict.HOLDS: "holds",
    Verdict.UNVERIFIED: "unverified",
    Verdict.DOUBTFUL: "doubtful",
    Verdict.WRONG: "wrong",
}


# what was found


def search_result(content: Content, ids: Sequence[str]) -> Card:
    """Hits of a question of which the first answers it; those that don't fit on the card are behind [More]."""
    first = "Here's what I have on that, best match first:" if len(ids) > 1 else "One note on that:"
    return _hits(content, first, ids, len(ids))


def nearest_notes(content: Content, ids: Sequence[str]) -> Card:
    """Hits of a question of which none is sure to answer it."""
    return _hits(content, "I'm not sure I have a note on that. The nearest:", ids, len(ids))


def more_notes(content: Content, ids: Sequence[str], total: int) -> Card:
    return _hits(content, f"More of the {total} nearest notes:", ids, total)


def _hits(content: Content, first: str, ids: Sequence[str], total: int) -> Card:
    left = MoreNotes(ids=join(ids[SHOWN:]), total=total)
    return _list(content, first, ids, left.button("More", spoken="More notes") if left.ids else None)


def topic_page(content: Content, topic: str, ids: Sequence[str], number: int) -> Card:
    found, name = page_of(ids, number, SHOWN), name_topic(topic)
    span = f"Notes on {name}, {found.start} to {found.start + len(found.shown) - 1} of {len(ids)}:"
    first = span if len(ids) > SHOWN else f"{many(len(ids), 'note')} on {name}:"
    return _list(content, first, found.shown, found.next_button(Topic(topic=topic), "More notes"))


def join(ids: Sequence[str]) -> str:
    """As many ids as one button carries."""
    text = ".".join(ids)
    return text if len(text) <= 60 else text[:61].rpartition(".")[0]


def _list(content: Content, first: str, ids: Sequence[str], more: Button | None) -> Card:
    known = notes(content)
    shown = [known[key] for key in ids[:SHOWN]]
    return card(
        first,
        items(_hit(shown[0], LINE_LENGTH - 2)),
        *_links(sources(content, shown[0])[:1]),
        items(*(_hit(note, PHONE - 2) for note in shown[1:])),
        buttons(
            *(show(note) for note in shown),
            more,
            AGAIN,
        ),
    )


def _hit(note: Note, room: int) -> str:
    if isinstance(note, Claim):
        return shorten(f"Claim {int(note.id[1:])}, {VERDICTS[note.verdict]}: {note.claim}", room)
    if isinstance(note, Fact):
        return shorten(f"{note.id}: {note.text}", room)
    return shorten(f"{note.title}, a round: {note.about}", room)


def show(note: Note) -> Button:
    match note:
        case Claim(id=key):
            return ShowNote(id=key).button(f"Show claim {int(key[1:])}")
        case Fact(id=key):
            return ShowNote(id=key).button(f"Show note {key}")
        case InterviewRound(key=name, title=title):
            return ShowNote(id=str(name)).button(f"Show the round: {title}")


def _links(pages: Sequence[Source]) -> list[Link]:
    links = []
    for source in [page for page in pages if page.urls]:
        url = source.urls[0]
        room = LINE_LENGTH - len(url) - len("Source: ") - 2
        title = f"Source: {shorten(source.title, room)}" if room > LABEL else source.id
        links.append(Link(label=title, url=url))
    return links


def no_result(asked: Sequence[str], topics: Sequence[str], claims: int) -> Card:
    """No note fits; `asked` is empty when the question had no word to look for."""
    return card(
        "I found no note on that." if asked else "I see no word there that I could look for.",
        f'Try other words, or "claim 12": there are claims 1 to {claims}.',
        details("I have notes on these topics.", *wrap_lines(", ".join(map(name_topic, topics)) + ".")),
        buttons(*(Topic(topic=t).button(f"Notes on {name_topic(t)}") for t in topics[:3]), AGAIN),
    )


def no_claim(number: str, claims: int) -> Card:
    return card(
        f"There's no claim {number}. The article's claims have the numbers 1 to {claims}.",
        buttons(ShowNote(id="A01").button("Show claim 1"), AGAIN),
    )


def no_note(key: str) -> Card:
    return card(f"There's no note {key}.", "Ask in your own words instead.", buttons(AGAIN))


# one note


def note(content: Content, shown: Note, number: int) -> Card:
    """A note in full, with all that it rests on."""
    first, *rows = _full(shown)
    pages = sources(content, shown)
    if not pages and isinstance(shown, Fact):
        rows.append(
            "It follows from definitions or arithmetic, or it's advice from practice; no page is behind it."
        )
    elif not pages and isinstance(shown, Claim):
        rows.append("No page is cited for this check.")
    key = str(shown.key) if isinstance(shown, InterviewRound) else shown.id
    found = page_of(rows, number, LINES - 1)
    return card(
        first if found.number == 1 else f"{first.rstrip(':')}, continued:",
        *found.shown,
        *(() if found.more else _links(pages)),
        buttons(
            found.next_button(ShowNote(id=key), "More of this note"),
            ToAsk(round=key).button("Questions to ask in it") if isinstance(shown, InterviewRound) else None,
            AGAIN,
        ),
    )


def _full(shown: Note) -> list[str]:
    match shown:
        case Fact(id=key, topic=topic, text=text):
            return [f"Note {key}, on {name_topic(topic)}:", *wrap_lines(text)]
        case Claim(id=key, claim=claim, check=check, verdict=verdict):
            first = f"Claim {int(key[1:])} of the article, {VERDICTS[verdict]}:"
            return [first, *wrap_lines(f"The article says: {claim}"), *wrap_lines(f"Check: {check}")]
        case InterviewRound(title=title, about=about, minutes=minutes, plan=plan):
            stages = [f"Minute {stage.minute}, {stage.title}: {stage.what}" for stage in plan]
            rows = [row for text in (about, *stages) for row in wrap_lines(text)]
            return [f"{title}, a round of {minutes} minutes:", *rows]


# questions to ask


def to_ask(asks: Sequence[Question], kind: str | None, number: int) -> Card:
    found = page_of(asks, number, SHOWN)
    inside = f" in the {round_name(kind)} round" if kind else ""
    another = ToAsk(round=kind) if kind else ToAsk()
    return card(
        f"Questions you can ask{inside}, {_span(found)}:",
        items(*(ask.question for ask in found.shown)),
        buttons(
            _more_to_ask(found, kind),
            WhyAsk(round=kind, page=found.number).button("Why these questions?"),
            another.button("Another round" if kind else "For one round", ask=True),
        ),
    )


def why_ask(asks: Sequence[Question], kind: str | None, number: int) -> Card:
    """What the answers to the questions of a page show."""
    found = page_of(asks, number, SHOWN)
    again = MoreToAsk(round=kind, page=found.number).button("The questions again")
    return card(
        f"Why ask them, in the same order, {_span(found)}:",
        items(*(ask.why for ask in found.shown)),
        buttons(again, _more_to_ask(found, kind)),
    )


def _more_to_ask(found: Page[Question], kind: str | None) -> Button | None:
    return found.next_button(MoreToAsk(round=kind), "More questions")


def _span(found: Page[Question]) -> str:
    end = f" to {found.start + len(found.shown) - 1}" if len(found.shown) > 1 else ""
    return f"{found.start}{end} of {found.rows}"
