"""What the shipped tasks tell a member to do can be done here."""

import re

from bot.app import registry
from bot.core.card import LABEL
from content.finder import load
from handlers.checklist.cards import OPEN, open_button
from handlers.checklist.model import DERIVED

TASKS = list(load().tasks.values())
COMMANDS = registry()


def test_the_command_of_a_task_exists_and_takes_every_value_it_is_given() -> None:
    for opened in filter(None, map(open_button, TASKS)):
        command = COMMANDS.find(opened.call.path)
        assert command is not None and command.kind == "command", f"{opened.call.path} is no command"
        for name, value in opened.call.values.items():
            parameter = command.parameter(name)
            assert parameter is not None
            parameter.read(value)


def test_every_command_of_a_task_has_a_button_of_its_own_and_all_but_the_settings_tick_themselves_off() -> (
    None
):
    paths = {t.call.path for t in TASKS if t.call}
    assert set(OPEN) == paths
    assert set(DERIVED) == paths - {"settings"}
    assert max(map(len, OPEN.values())) <= LABEL


def test_an_argument_that_a_task_spells_out_can_be_typed_as_it_stands() -> None:
    spelled = [
        (task, name, value)
        for task in TASKS
        for step in task.steps
        for name, value in re.findall(r"\b([a-z]\w*)=(\w+)", step.text)
    ]
    assert [task.key for task, _, _ in spelled] == ["limit-first"]
    for task, name, value in spelled:
        command = COMMANDS.find(task.call.path) if task.call else None
        parameter = command.parameter(name) if command else None
        assert parameter is not None, f"{task.key}: {name} is no argument"
        parameter.read(value)
