"""All words about a whole resume that was read as a file."""

from bot.core.card import Card, File, Quoted, buttons, card, items, line, small
from bot.core.text import many, shorten
from bot.core.values import Private
from handlers.critique import calls, model
from handlers.critique.calls import Bullet
from handlers.critique.resume import Review, in_full

KINDS = (
    "I read PDF, .docx, .tex, .md, .txt and JSON Resume, up to 10 MB and 200 pages. Nothing of it was kept."
)
KEPT_BULLETS = "Bullets go after 30 minutes. I keep no file."


def review(found: Review) -> Card:
    """How many bullets have which verdict, then the three weakest with what is open in them."""
    weakest = found.weakest
    if not found.lines:
        return card(*filter(None, (_beside(found), KINDS)), buttons(calls.PASTE))
    counts = [(found.counts[verdict], verdict) for verdict in ("strong", "fair", "weak")]
    names = [", ".join(map(model.name_of, one.rules[:3])) for one in weakest]
    shown = [
        line(Quoted(text=shorten(one.text, 50)), f": {shorten(names_of_one, 70)}.")
        for one, names_of_one in zip(weakest, names, strict=True)
    ]
    work_on = [(f"Work on bullet {n}", Bullet(text=Private(one.text))) for n, one in enumerate(weakest, 1)]
    return card(
        f"{many(len(found.lines), 'bullet')}: {', '.join(f'{n} {verdict}' for n, verdict in counts if n)}.",
        items(*shown, numbered=True) if shown else "There's nothing to fix in any of them.",
        _beside(found),
        small(KEPT_BULLETS if weakest else "The file isn't kept."),
        File(
            name="loopmate-resume.md",
            about="every bullet, what would make it stronger, and a better sentence",
            data=in_full(found).encode(),
        ),
        buttons(
            *(one.button(label, style="plain" if n else "main") for n, (label, one) in enumerate(work_on))
        ),
    )


def _beside(found: Review) -> str | None:
    said = [
        f"{_lines_are(found.foreign)} not in English: I don't judge that." if found.foreign else "",
        f"{_lines_are(found.long)} longer than I read at once." if found.long else "",
        "There are more; I stopped there." if found.cut else "",
    ]
    return " ".join(filter(None, said)) or None


def _lines_are(number: int) -> str:
    return "1 line is" if number == 1 else f"{number} lines are"
