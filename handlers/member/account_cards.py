"""All words about several accounts, several groups, and leaving and coming back."""

import datetime as dt
from collections.abc import Sequence

from bot.core.card import LABEL, Button, Card, Instant, Person, Typed, buttons, card, items, line, small
from bot.core.member import Group, Member
from bot.core.values import AccountId, Call, GroupId
from handlers.checklist.cards import PAUSE
from handlers.member import calls
from handlers.member.cards import LIST
from handlers.member.model import account_names, group_names, platform_name

LINK = calls.Link().button("Link another account")
ACCOUNTS = calls.Accounts().button("My accounts")


def code(word: str, expires: dt.datetime) -> Card:
    """What to type on the other account."""
    return card(
        line("On your other account, type: ", Typed(call=calls.Start(code=word).call())),
        line("It works once, until ", Instant(at=expires, style="time"), ". Don't show it to anyone."),
        "Then both accounts share one plan. You choose which one I write to.",
        buttons(ACCOUNTS),
    )


def link_receipt(member: Member) -> Card:
    """On the account that was just linked."""
    return card(
        "This account is linked. You'll find the same plan and answers on both.",
        f"I'll keep writing to you on {_first(member)}.",
        buttons(LIST, *write_to_buttons(member), ACCOUNTS),
    )


def _first(member: Member) -> str:
    return account_names(member.accounts)[member.accounts[0]]


def write_to_buttons(member: Member) -> list[Button]:
    names = account_names(member.accounts)
    return [calls.WriteTo(account=a).button(f"Write to me on {names[a]}") for a in member.accounts[1:]]


def link_news(member: Member, account: AccountId) -> Card:
    """On the first account: what was linked, and the way out for who didn't do it."""
    name = account_names(member.accounts)[account]
    return card(
        f"Another account was linked to yours: {name}. Whoever uses it sees your plan.",
        "If that wasn't you, unlink it, and it loses access.",
        buttons(_unlink(account, name), ACCOUNTS),
    )


def _unlink(account: AccountId, name: str) -> Button:
    return calls.Unlink(account=account).button(f"Unlink {name}", style="danger")


def accounts(member: Member) -> Card:
    """All of them, the one that is written to first."""
    names = account_names(member.accounts)
    first, *others = member.accounts
    return card(
        f"I write to you on {names[first]}.",
        items(*(f"{names[a]}: yours as well" for a in others)),
        buttons(
            *write_to_buttons(member),
            *(_unlink(a, names[a]) for a in member.accounts if others),
            LINK,
            calls.Settings().button("All settings"),
        ),
    )


def address_receipt(member: Member) -> Card:
    return card(
        f"From now on I write to you on {_first(member)}.",
        buttons(calls.TestDm().button("Test DM", style="main"), ACCOUNTS),
    )


def unlink_receipt(account: AccountId, member: Member) -> Card:
    return card(
        f"Unlinked: I no longer know that {platform_name(account)} account. Your plan stays.",
        f"I write to you on {_first(member)}.",
        buttons(ACCOUNTS),
    )


def where(member: Member) -> str:
    """Below the settings of a member with several accounts: where messages go."""
    names = account_names(member.accounts)
    first, *others = member.accounts or (AccountId(""),)
    return f" I write on {names[first]}; also yours: {', '.join(names[a] for a in others)}." if others else ""


# several groups


def pick(groups: Sequence[Group], here: GroupId) -> Card:
    names = group_names(groups)
    if len(groups) < 2:
        return card("You're in one group only, so what you write here is about that group.", buttons(LIST))
    others = [g for g in groups if g.id != here]
    labels = [f"Use {names[g.id]}" for g in others]
    if listed := any(len(label) > LABEL for label in labels):
        labels = [f"Use number {number}" for number, _ in enumerate(others, 1)]
    return card(
        f"This DM is about {names[here]}." if here in names else "Which group is this DM about?",
        "What you type here, and buttons without a group, belong to the group that you used last.",
        items(*(names[g.id] for g in others), numbered=True) if listed else None,
        buttons(*(calls.Use(group=g.id).button(label) for g, label in zip(others, labels, strict=True))),
    )


def group_receipt(group: Group) -> Card:
    """It offers nothing of the group: its buttons are those of the one that was used before."""
    return card(
        f"From now on this DM is about {group_names([group])[group.id]}. Type today to see your list there.",
        buttons(calls.Pick().button("Choose another group")),
    )


# going and coming back


def account_gone(platform: str) -> Card:
    return card(
        f"Your {platform.capitalize()} account isn't in the space anymore, so I'll write to you here.",
        "Your plan and everything else are unchanged.",
        buttons(LIST, ACCOUNTS),
    )


WELCOME_BACK = card(
    "Welcome back. Everything is as you left it, and I'll write again.",
    "You had left the space, so I didn't write, and nobody expected you at a mock.",
    buttons(
        LIST,
        Button(label="Mock rounds", call=Call(path="mock.join")),
        PAUSE,
        calls.PrivacyForget().button("Forget everything"),
    ),
)

# removing somebody

MEMBERS = Button(label="Show members", call=Call(path="admin.members"))
REMOVAL_NEWS = card(
    "An organizer removed you from the study group.",
    "I won't write to you anymore. What I kept about you is being deleted, and your mocks are canceled.",
    "Was it a mistake? Ask an organizer.",
)
"""The last that somebody hears who was removed."""


def confirm_removal(member: Member, mocks: int) -> Card:
    """`mocks`: how many they still have ahead."""
    one = "Their mock will be canceled, and their partner will be told only “can't come”."
    more = f"Their {mocks} mocks will be canceled, and their partners will be told only “can't come”."
    return card(
        line("Remove ", Person(name=member.name), "?"),
        (one if mocks == 1 else more) if mocks else "They have no upcoming mocks.",
        "I'll delete everything I keep about them, and tell them. This can't be undone.",
        small("They could press Join again and would start empty."),
        buttons(calls.RemoveNow(member=member.id).button("Remove this member", style="danger"), MEMBERS),
    )


def removal_receipt(member: Member) -> Card:
    return card(line("Removed ", Person(name=member.name), " and what I kept about them."), buttons(MEMBERS))
