"""What is wrong with a field is said in the form also where it is longer than Discord shows below a label."""

from bot.core.call import Call
from bot.core.card import Ask, Form
from bot.core.kinds import text
from bot.platforms.discord.modal import modal

LONG = (
    "'screen-to-codng' isn't a wait that I know. The closest are screen-to-coding, screen-to-offer or onsite."
)


def shown(*asks: Ask) -> list[dict[str, object]]:
    found: list[dict[str, object]] = modal(
        Form(title="Waits", call=Call(path="waits"), asks=asks), "1:g:waits"
    )["components"]
    return found


def asked(name: str, problem: str = "") -> Ask:
    return Ask(name=name, label=name.capitalize(), kind=text(), problem=problem)


def test_a_long_problem_stands_in_full_above_the_fields_and_cut_below_its_own() -> None:
    assert len(LONG) > 100
    above, stage, date = shown(asked("stage", LONG), asked("date"))
    assert "closest are screen\\-to\\-coding" in str(above["content"])
    assert len(str(stage["description"])) <= 100
    assert str(stage["description"])[:60] == LONG[:60]
    assert "description" not in date


def test_in_a_full_form_a_long_problem_is_cut_and_marked_so() -> None:
    fields = shown(asked("stage", LONG), *(asked(f"other{n}") for n in range(4)))
    assert len(fields) == 5
    assert str(fields[0]["description"]).endswith("…")


def test_a_short_problem_stands_below_its_field_alone() -> None:
    (field,) = shown(asked("date", "That has passed."))
    assert str(field["description"]).startswith("That has passed")
