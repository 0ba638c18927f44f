"""What operators copy from the pages: the units start what there is, where it may write."""

import configparser
import re
import tomllib
from pathlib import Path

from bot.platforms.spec import all_settings
from bot.settings import named

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "operators"
SETTINGS = {name for name, _ in named(all_settings())}


def test_the_unit_runs_the_bot_where_its_page_puts_it_and_lets_it_write_there_alone() -> None:
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    text = (PAGES / "loopmate.service").read_text("utf-8")
    unit.read_string(text)
    service = dict(unit["Service"])
    home = service["WorkingDirectory"]
    assert service["ExecStart"] == f"{home}/.venv/bin/loopmate run"
    assert f"git clone REPOSITORY {home}" in (PAGES / "vps.md").read_text("utf-8")
    given = dict(re.findall(r"^Environment=(\w+)=(\S+)$", text, re.MULTILINE))
    assert set(given) <= SETTINGS
    assert all(path.startswith(f"/var/lib/{service['StateDirectory']}/") for path in given.values())
    assert (service["ProtectSystem"], service["KillMode"]) == ("strict", "mixed")


def test_the_machine_on_fly_has_one_volume_with_everything_in_it() -> None:
    made = tomllib.loads((PAGES / "fly.toml").read_text("utf-8"))
    env = made["env"]
    assert set(env) <= SETTINGS
    folders = [env[name] for name in ("LOOPMATE_DATA", "XDG_CONFIG_HOME", "LOOPMATE_BACKUP_DIR")]
    assert all(path.startswith(f"{made['mounts']['destination']}/") for path in folders)
    assert made["checks"]["alive"]["port"] == int(env["LOOPMATE_HTTP_PORT"])
    page = (PAGES / "fly.md").read_text("utf-8")
    assert f"fly volumes create {made['mounts']['source']} " in page
    assert made["app"] in page
