"""The crowds that the weekly pairing is measured on."""

import subprocess
import sys

from tools.pairing_crowds import figures, group


def test_a_crowd_is_the_same_each_time_and_its_figures_are_shares_and_seconds() -> None:
    assert group(20) == group(20)
    found = figures(20)
    assert (found["members"], found["over"]) == (20, 0)
    assert 0.99 < found["share"] <= 1
    assert min(found["cpu"], found["seconds"]) > 0


def test_the_bot_starts_without_the_library_that_pairs() -> None:
    program = "import sys; from bot.app import registry; registry(); print('rustworkx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], check=True, text=True, stdout=subprocess.PIPE)
    assert done.stdout == "False\n"
