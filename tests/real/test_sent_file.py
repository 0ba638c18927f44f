"""The file of what was sent is read while others write it: half a line is not read yet, and not passed over."""

from pathlib import Path
from random import Random

import pytest

from bot.store.connect import url_store
from bot.store.vault import Vault
from tests.real.troupe import Troupe
from tests.real.worker import whole_lines
from tests.servers import one_server, valkey_binary
from tests.world import KEY


def test_a_line_without_its_end_is_left_for_the_next_look(tmp_path: Path) -> None:
    file = tmp_path / "sent"
    assert whole_lines(file) == ([], 0)
    file.write_text("m1 1764000000.125 0\nm2 17640")
    lines, read = whole_lines(file)
    assert lines == ["m1 1764000000.125 0"]
    file.write_text(file.read_text() + "00000.250 1\n")
    assert whole_lines(file, read) == (["m2 1764000000.250 1"], file.stat().st_size)


@pytest.mark.parametrize("half", ["m2", "m2 ", "m2 1764", "m2 1764000000.2"])
async def test_who_counts_what_was_sent_counts_no_half_line(tmp_path: Path, half: str) -> None:
    (tmp_path / "sent").write_text(f"m1 1764000000.125 0\n{half}")
    with one_server(valkey_binary(), tmp_path) as url:
        async with url_store(url, Vault([KEY]), Random(1), (), accept_lossy=True) as store:
            assert Troupe(url, tmp_path, store).sent() == [("m1", 1764000000.125)]
