"""`loopmate doctor` in a terminal: what is sound, what isn't and its mend, and what strangers may see."""

import json

from tests.desk import Desk

NEEDLES = {"LOOPMATE_KEY": "needle7", "DISCORD_TOKEN": "xoxb-needle7"}


def doctor_of(desk: Desk, *words: str, **settings: str) -> tuple[int, dict[str, dict[str, str]]]:
    done = desk.run("doctor", "--json", *words, **settings)
    assert done.stderr == ""
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return done.returncode, {row["area"]: row for row in rows}


def test_the_doctor_finds_a_sound_bot_sound(desk: Desk) -> None:
    code, found = doctor_of(desk)
    assert code == 0
    assert {area: row["state"] for area, row in found.items()} == {
        "Settings": "ready",
        "Slack": "skipped",
        "Discord": "skipped",
        "Storage": "ready",
        "Work": "ready",
        "Key": "ready",
        "Backups": "skipped",
        "Clock": "skipped",
    }
    assert found["Storage"]["found"].startswith(f"built-in, saved in {desk.folder}/.local/share/loopmate")
    assert found["Key"]["found"].startswith(f"in {desk.folder}/.config/loopmate/key")
    assert "loopmate init" in found["Slack"]["fix"]


def test_the_doctor_fails_with_each_mend_on_the_line_of_what_is_wrong(desk: Desk) -> None:
    desk.write("taken", "")
    said = desk.fails("doctor", LOOPMATE_DATA="taken", LOOPMATE_DATTA="x")
    assert "Settings  failed: LOOPMATE_DATTA isn't a setting of this version." in said
    (storage,) = (line for line in said.splitlines() if line.startswith("Storage   failed: "))
    assert f"The data folder {desk.folder}/taken can't be used: it's a file. " in storage
    assert "Fix: set LOOPMATE_DATA to a folder of yours" in storage


def test_what_the_doctor_says_for_strangers_names_nobody(desk: Desk) -> None:
    desk.write("taken", "")
    assert str(desk.folder) in desk.run("doctor", LOOPMATE_DATA="taken").stdout
    shared = desk.run("doctor", "--share", LOOPMATE_DATA="taken").stdout
    assert "Storage   failed: The data folder" in shared
    assert str(desk.folder) not in shared
    shared = desk.run("doctor", "--share", **NEEDLES).stdout
    assert "needle7" not in shared
