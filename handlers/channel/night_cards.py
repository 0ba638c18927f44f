"""All words of committee night."""

from collections.abc import Mapping, Sequence
from textwrap import shorten

from bot.core.card import (
    Button,
    Card,
    Chart,
    Instant,
    Item,
    Line,
    Part,
    Person,
    Picture,
    Point,
    Quoted,
    buttons,
    card,
    items,
    line,
    small,
)
from bot.core.errors import Refusal
from bot.core.rounds import round_title
from bot.core.values import Call
from content.mocks import Case
from handlers.channel.calls import Packet, Vote, Weighed
from handlers.channel.model import FEW, Argument, Ballot, Night
from handlers.quiz.cards import Row, lines, page_rows

SIDES = {"hire": "hire", "no_hire": "no hire"}
LEANS = {"hire": "toward hire", "no_hire": "toward no hire", "split": "both ways"}
NAME = 24
SHOWN = 2
"""Sentences of members on the card of the votes."""
WRITTEN = 96
"""Characters of a sentence on the card of the votes, next to its side and a name."""


def night_question(case: Case, night: Night, name: str) -> Card:
    """The case in short; the packet is one press away."""
    return card(
        f"Committee night: hire or no hire? “{case.title}”, for {case.level}.",
        case.packet[0],
        small("Vote in private until ", Instant(at=night.closes), "."),
        buttons(Packet(night=name).button("Read the packet", style="main"), *vote_buttons(name)),
    )


def packet(case: Case, name: str, page: int, *, open_: bool) -> Card:
    """All that the committee has: the packet, then what each interviewer wrote."""
    scores = (f"{round_title(s.round)}, {s.score} of 4: {s.says}" for s in case.scores)
    packet_: list[Row] = [Item(line=(text,)) for text in case.packet]
    head = lines(f"The packet: “{case.title}”, for {case.level}.")
    shown, listed = page_rows([*head, *packet_, *(row for text in scores for row in lines(text))], page)
    votes = vote_buttons(name) if open_ else ()
    return shown.plus(buttons(listed.next_button(Packet(night=name), "More of the packet"), *votes))


def vote_buttons(name: str) -> tuple[Button, ...]:
    return tuple(
        Button(label=f"Vote {said}", call=Call(path=Vote.path, values={"night": name, "side": side}))
        for side, said in SIDES.items()
    )


def vote_receipt(night: Night, ballot: Ballot, *, before: Ballot | None) -> Card:
    """The vote as it stands, and who will see what of it."""
    changed = before is not None and before.night == ballot.night
    shown = {
        "named": "Your sentence may be shown with your name.",
        "anonymous": "Your sentence may be shown without your name.",
        "no": "Your sentence isn't shown to anyone.",
    }[ballot.show]
    return card(
        f"{'Changed' if changed else 'Noted'}: {SIDES[ballot.side]}.",
        line("You can vote again until ", Instant(at=night.closes), "."),
        small(
            f"Nobody sees individual votes. {shown} I keep it encrypted, and delete it 7 days after the close."
        ),
        buttons(*vote_buttons(ballot.night)),
    )


def refuse_closed(name: str, night: Night) -> Refusal:
    said = "That committee night is closed, so this vote doesn't count."
    if night.state == "counted":
        return Refusal(said, Weighed(night=name).call(), "What a committee weighs")
    return Refusal(said, Packet(night=name).call(), "Read the packet")


def refuse_withdrawn() -> Refusal:
    return Refusal("That case was withdrawn, so nothing was counted.", Call(path="today"), "Today's list")


def refuse_early(name: str) -> Refusal:
    said = "What a committee would weigh is told when the votes are counted."
    return Refusal(said, Packet(night=name).call(), "Read the packet")


def reveal(
    case: Case, night: Night, name: str, arguments: Sequence[Argument], names: Mapping[str, str]
) -> Card:
    """The votes, the best arguments, and where the evidence points."""
    total = night.hire + night.no_hire
    shown = total >= FEW
    few = f"fewer than {FEW} votes, so no counts"
    votes = f"{night.hire} hire, {night.no_hire} no hire" if shown else few
    rows = [_argument(one, names) for one in arguments[:SHOWN]]
    return card(
        f"Committee night is closed: {votes}. “{case.title}”",
        items(*rows),
        f"The evidence points {LEANS[case.lean]}.",
        _picture(night) if shown else None,
        buttons(
            Weighed(night=name).button("What a committee weighs"),
            Packet(night=name).button("Read the packet"),
        ),
    )


def _argument(one: Argument, names: Mapping[str, str]) -> Line:
    who: Part = "someone" if one.member is None else Person(name=names.get(one.member, "someone")[:NAME])
    said = Quoted(text=shorten(one.sentence, WRITTEN, placeholder="..."))
    return line(f"For {SIDES[one.side]}, ", who, ": ", said)


def _picture(night: Night) -> Picture:
    points = (
        Point(x=night.hire, y=0, label=f"hire: {night.hire}", style=1),
        Point(x=night.no_hire, y=0, label=f"no hire: {night.no_hire}", style=2),
    )
    total = night.hire + night.no_hire
    chart = Chart(kind="bars", title=f"Committee night: {total} votes", x="votes", y="", points=points)
    return Picture(chart=chart, alt=f"Two bars of votes: hire {night.hire}, no hire {night.no_hire}.")


def considerations(case: Case, name: str, page: int) -> Card:
    """Every consideration of the case, its sums, and what would turn it."""
    texts = [
        f"What a committee would weigh in “{case.title}”: it points {LEANS[case.lean]}.",
        *(f"For {SIDES[c.side]}: {c.text}" for c in case.weighs),
        *(f"The sum: {text}" for text in case.sums),
        f"What would turn it: {case.flips}",
    ]
    shown, listed = page_rows([row for text in texts for row in lines(text)], page)
    return shown.plus(buttons(listed.next_button(Weighed(night=name), "More of what is weighed")))
