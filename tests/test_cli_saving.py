"""`loopmate backup`, `restore` and `doctor --deep`, as an organiser types them."""

from pathlib import Path

import pytest

from tests.desk import Desk

STORY = "alice: /prep start zone=Europe/Berlin\n"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_group_goes_into_a_file_and_comes_back_from_it(desk: Desk) -> None:
    assert "no key here" in desk.run("backup", "b.gz").stderr
    desk.run("console", "--data", "data", given=STORY)
    here = {"LOOPMATE_DATA": str(desk.folder / "data")}
    made = desk.run("backup", "b.gz", **here)
    assert made.returncode == 0, made.stderr
    checked = desk.run("backup", "b.gz", "--check", **here)
    assert "b.gz is whole, and your key opens it." in checked.stdout, checked.stderr
    (desk.folder / "none.gz").write_bytes(b"")
    refused = desk.run("backup", "none.gz", "--check", **here)
    assert refused.stderr.startswith("none.gz isn't a Loopmate backup."), refused.stderr
    assert "groups 1, members 1" in made.stdout
    deep = desk.run("doctor", "--deep", **here)
    assert "all can be read" in deep.stdout
    refused = desk.run("restore", "b.gz", **here)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "--replace" in refused.stderr
    back = desk.run("restore", "b.gz", "--replace", **here)
    assert back.returncode == 0, back.stderr
    assert "members 1" in back.stdout
