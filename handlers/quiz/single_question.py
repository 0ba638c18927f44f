"""One question by itself, for people outside of any group: all that its answer needs stands on its buttons."""

from random import Random

from bot.context import Context
from bot.core.card import LINES, Card, Item, buttons
from bot.core.command import press
from bot.core.errors import Refusal
from bot.core.reply import Reply
from content.quiz import Choice
from content.quiz_topics import name_topic
from handlers.quiz import calls, cards, records
from handlers.quiz.course import names_letters
from handlers.quiz.model import Bank
from handlers.quiz.model import keys as keys_of

UNKNOWN = "x"
NEXT = calls.Quiz().button("Another question", style="main")


def begin(bank: Bank, topic: str | None, chance: Random) -> Card:
    """A question that one letter answers and a card holds whole.

    Raises:
        Refusal: the topic has none.
    """
    known = [q for q in bank.on(topic) if isinstance(q, Choice) and q.one and _rows(q, keys_of(q))]
    if not known:
        first = "I have no question on that topic that one letter answers."
        raise Refusal(first, calls.Quiz().call(), "Any topic")
    found = chance.choice(known)
    keys = keys_of(found)
    if not names_letters(found):
        keys = "".join(chance.sample(keys, len(keys)))
    rows = _rows(found, keys) or _rows(found, keys := keys_of(found)) or []
    marks = (*(chr(ord("a") + at) for at in range(len(keys))), UNKNOWN)
    row = [
        calls.Single.model_validate({"question": found.id, "order": keys, "option": mark}).button(
            "I don't know" if mark == UNKNOWN else mark.upper()
        )
        for mark in marks
    ]
    return cards.page_rows(rows)[0].plus(buttons(*row))


def _named(found: Choice, keys: str) -> list[tuple[str, str, str]]:
    """Key, letter and text of each option as they stand on the card."""
    cut = 2 if names_letters(found) else 0
    texts = {o.key: o.text[cut:] for o in found.options}
    return [(key, chr(ord("A") + at), texts[key]) for at, key in enumerate(keys)]


def _rows(found: Choice, keys: str) -> list[cards.Row] | None:
    """The question and its options; None where a card doesn't hold them."""
    rows: list[cards.Row] = [*cards.lines(f"Question on {name_topic(found.topic)}. {found.stem}")]
    rows += cards.lines(f"“{found.sentence}”") if found.sentence else []
    options: list[Item] = [item for _, mark, text in _named(found, keys) for item in cards.option(mark, text)]
    return [*rows, *options] if len(rows) + len(options) <= LINES else None


@press(guest=True)
async def answer(ctx: Context, args: calls.Single) -> Reply:
    bank, _ = await records.bank(ctx.unit, ctx.content)
    found = bank.questions.get(args.question)
    if not isinstance(found, Choice) or sorted(args.order) != sorted(keys_of(found)):
        raise Refusal(
            "That question was changed or withdrawn since. Here's another:", calls.Quiz().call(), "Quiz"
        )
    named = _named(found, args.order)
    right = next(mark for key, mark, _ in named if key in found.answer)
    chosen = next((key for key, mark, _ in named if mark == args.option.upper()), "")
    first = f"Right, it's {right}." if chosen in found.answer else f"Not quite: it's {right}."
    rows: list[cards.Row] = [*cards.lines(f"The answer is {right}." if args.option == UNKNOWN else first)]
    rows += cards.lines(found.explanation)
    why = next((o.why for o in found.options if o.key == chosen and chosen not in found.answer), "")
    rows += cards.lines(why) if why else []
    return Reply(body=cards.page_rows(rows)[0].plus(buttons(NEXT)))
