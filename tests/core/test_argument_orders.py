"""A button pressed weeks later still means what it said: arguments are only ever appended."""

from bot.app import registry
from tests.core.argument_orders import FILE, broken, orders_of, read, written

PROMISED = read(FILE.read_text("utf-8"))
NOW = orders_of(registry())
HOW = "run: python -m tests.core.argument_orders"


def test_no_button_that_is_out_there_changes_its_meaning() -> None:
    assert broken(PROMISED, NOW) == []


def test_every_command_and_press_is_in_the_file_with_all_its_arguments() -> None:
    missing = [path for path, order in NOW.items() if PROMISED.get(path) != order]
    assert not missing, f"{FILE.name} does not hold {', '.join(missing)} as declared; {HOW}"


def test_the_file_is_in_the_order_of_its_paths() -> None:
    assert FILE.read_text("utf-8") == written(PROMISED)


def test_a_field_that_is_moved_renamed_or_removed_breaks_the_promise_and_an_appended_one_keeps_it() -> None:
    promised = {"quiz": ("topic", "count"), "gone": ("a",)}
    assert broken(promised, {"quiz": ("topic", "count", "mode"), "new": ()}) == []
    for order in (("count", "topic"), ("topic",), ("topic", "number"), ("mode", "topic", "count")):
        (problem,) = broken(promised, {"quiz": order})
        assert problem.startswith("quiz: buttons hold (topic, count)")
