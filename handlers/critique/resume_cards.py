"""All words about a whole resume that was read as a file."""

from bot.core.card import Button, Card, File, Item, Items, Quoted, buttons, card, line, small
from bot.core.text import shorten
from bot.core.values import Private
from handlers.critique import calls, model
from handlers.critique.calls import Bullet
from handlers.critique.resume import Line, Review, in_full

KINDS = (
    "I read PDF, .docx, .tex, .md, .txt and JSON Resume, up to 10 MB and 200 pages. Nothing of it was kept."
)
KEPT_BULLETS = "I keep bullets 30 minutes, encrypted; no file."
UNKEPT = "The file isn't kept."
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
    return f"{bullets}: {said}."


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
