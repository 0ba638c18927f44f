"""All words of the DM about what was typed."""

import datetime as dt
from collections.abc import Sequence

from bot.core.card import Button, Buttons, Card, buttons, card, small
from bot.core.dates import write_date
from bot.core.member import Member
from bot.core.stock_cards import KEPT_NOTE
from bot.core.values import Call
from bot.core.wall_time import local
from handlers.checklist.calls import Today
from handlers.critique.calls import Bullet
from handlers.help.calls import Help
from handlers.member.calls import Keep, Pause, PrivacyForget, Resume, Settings
from handlers.member.model import place_of
from handlers.mocks.calls import Here
from handlers.mocks.model import Mock
from handlers.mocks.view import cannot_come
from handlers.quiz.calls import Quiz
from handlers.stories.calls import Project, StoryNew

LABELS = {
    "bullet": "Critique it",
    "story": "Check my story",
    "ask": "Look it up",
    "help": "Help with the bot",
    "answer": "Show the question",
    "practice": "Start a quiz",
    "list": "Show my list",
    "done": "Tick a task off",
    "not_now": "Put my list off",
    "pause": "Pause my lists",
    "back": "Resume my lists",
    "undo": "Undo the last tick",
    "mock": "Mock interviews",
    "progress": "Show my progress",
    "forget": "Forget everything",
    "privacy": "What do you keep?",
    "date": "Save my interview date",
    "settings": "Change my settings",
    "zone": "Set my time zone",
    "leave": "Leave the group",
    "cancel": "My mock rounds",
    "review": "Check my resume",
}
"""Intent -> the button that means it."""
ARRIVED = "I'm here for the mock"
QUIZ = Quiz().button("Start a quiz", style="main")
LIST = Today().button("Show today's list")
HELP = Help().button("What can you do?")
POSTING = card(
    "That looks like a job posting.",
    "I can't check you against a posting. Paste the bullet from your resume that fits it best, and I'll say "
    "what a recruiter would miss.",
    buttons(QUIZ, HELP),
)
REVIEW = card(
    "Happy to look at it. Paste it here, or attach the file.",
    "I check resume bullets, whole resumes, stories, and project summaries.",
    small("I keep a bullet for 30 minutes, encrypted, then delete it. I don't keep files."),
    buttons(
        Bullet().button("Paste a bullet", style="main"),
        StoryNew().button("Write a story"),
        Project().button("Summarize a project"),
    ),
)
"""To who wants something of theirs looked at, and hasn't pasted it."""
FOREIGN = card(
    "I only read English so far, sorry.",
    "Commands work in any language: today, quiz, done 1, mock join, help.",
    buttons(QUIZ, LIST, HELP),
)
OTHER = card(
    "I can't help with that one.",
    "You can paste a resume bullet, ask about the field or the interview, or start a quiz. I read English only.",
    buttons(QUIZ, LIST, HELP),
)
HERE = card("I'm here. Whenever you're ready:", buttons(QUIZ, LIST, HELP))
"""To an emoji, a dot or a question mark."""
PAUSE = Pause().button("Pause my lists")
DESPAIR = card(
    "I'm glad you said it. Please tell a person, too.",
    "I'm only a program. In the US, call or text 988; findahelpline.com has lines in other countries.",
    "Practice can wait.",
    buttons(PAUSE),
)
FEELING = card(
    "That's a hard feeling, and a common one before interviews.",
    "One question is enough for today. A break is fine too: nothing gets lost.",
    buttons(Quiz(count=1).button("Ask me a question", style="main"), PAUSE),
)
REJECTED = card(
    "I'm sorry. That's hard to hear.",
    "It says how one day went, not how good you are. Take the time you need.",
    "Later, practice what they asked, while you still remember it.",
    buttons(PAUSE, LIST, QUIZ),
)
PASSED = card(
    "Congratulations! You worked for that.",
    "Tell your group: it helps those who are still at it.",
    buttons(PAUSE, LIST),
)
SAID = {"posting": POSTING, "feeling": FEELING}
"""Intents that a card answers."""
NO_QUESTION = card("No question is open right now. Here's how to get one:", buttons(QUIZ, LIST))
"""Something like an answer, where nothing was asked."""


def for_stranger(said: Card) -> Card:
    """The same to who hasn't joined: without the buttons that need a record of theirs."""
    kept = [button for button in said.buttons if button.call.path in (Quiz.path, Help.path)]
    return card(*(block for block in said.blocks if not isinstance(block, Buttons)), buttons(*kept))


def welcome(*, paused: bool) -> Card:
    """To thanks and small talk: one warm line, and the way out of a pause that may be forgotten."""
    resume = Resume().button(LABELS["back"]) if paused else None
    return card("Glad to have you here. Whenever you're ready:", buttons(QUIZ, LIST, resume))


def unsure(choices: Sequence[tuple[str, Call]]) -> Card:
    """Two things that may be meant, or more help."""
    row = [
        Button(label=ARRIVED if call.path == Here.path else LABELS[intent], call=call)
        for intent, call in choices
    ]
    keeps = any(call.private & call.values.keys() for _, call in choices)
    return card(
        "What would you like me to do with that?",
        small(KEPT_NOTE) if keeps else None,
        buttons(*row, HELP if len(row) < 2 else None),
    )


def offer_date(save: Call, also: Button | None) -> Card:
    """Before an interview's date is saved; `save` opens the form where no day could be read."""
    if save.ask:
        return card(
            "When's your interview?",
            "Add the day, and I'll plan your lists around it.",
            buttons(Button(label="Add the date", call=save, style="main"), also),
        )
    date = dt.date.fromisoformat(str(save.values["date"]))
    return card(
        f"Save {date:%A}, {write_date(date)}, as the day of your {save.values.get('event', 'interview')}?",
        "I'll plan your lists around it.",
        buttons(
            Button(label="Save the date", call=save, style="main"),
            Button(label="Change it", call=save.copy_with(ask=True)),
            also,
        ),
    )


ZONES = 3
"""Time zones that are offered, at most."""


def offer_zone(
    named: Sequence[str], member: Member, now: dt.datetime, back: dt.date | None, also: Button | None
) -> Card:
    """To who is somewhere else now, perhaps until they're `back`; `named`: the zones of the places in their text."""
    clocks = {zone: f"{local(now, zone):%H:%M} {place_of(zone)}" for zone in (*named, member.zone)}
    others = [zone for zone in named if zone != member.zone][:ZONES]
    return card(
        "What time is it for you now?" if others else f"I already go by that clock: {clocks[member.zone]}.",
        "Your lists, quiet hours, and mocks will follow that clock." if others else None,
        buttons(
            *(Settings(zone=zone).button(clocks[zone], style="main") for zone in others),
            Settings().button("Another time zone", ask=True),
            Pause(until=back).button(f"Pause until {back.day} {back:%b}") if back else None,
            also,
        ),
    )


def offer_leave(also: Button | None) -> Card:
    """The way out with what it means, and the smaller one."""
    return card(
        "Do you want to leave, or take a break?",
        "If you leave, I delete what I keep about you and cancel your mocks. I'll ask once more first.",
        "A pause keeps everything, and nothing comes until you're back.",
        buttons(PrivacyForget().button("Leave and delete", style="danger"), PAUSE, also),
    )


def offer_cancel(
    coming: tuple[str, Mock] | None, member: Member, today: dt.date, also: Button | None
) -> Card:
    """`coming`: their next mock, if one is ahead."""
    return card(
        "What would you like to cancel?",
        buttons(
            cannot_come(*coming, member.zone) if coming else None,
            None if member.paused(today) else PAUSE,
            Keep().button("Nothing"),
            also,
        ),
    )
