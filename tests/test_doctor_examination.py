"""The whole examination, of a bot on both platforms and of one with a lot wrong; and what Discord is told of it."""

import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from email.utils import formatdate
from pathlib import Path

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.core.errors import StoreDown, StoreRefused
from bot.core.finding import Finding, map_refusal
from bot.doctor.examination import examine, examine_port, judge_clocks, measure_ahead, redact
from bot.platforms.discord.manifest import application_of
from bot.platforms.spec import all_settings
from bot.settings import BadSettings, Settings
from bot.store.vault import new_key
from bot.watch.http import HEALTHY
from tests.platforms.discord.loopback import TOKEN, loopback
from tests.platforms.shelf import served
from tests.platforms.slack.loopback import APP_TOKEN, slack

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def of(home: Path, **values: str) -> Settings:
    tokens = {name: SecretStr(v) for name, v in values.items() if name.endswith("token")}
    places = {"data": home / "data", "xdg_config_home": home / "config"}
    return all_settings().model_validate(places | values | tokens)


@pytest.mark.parametrize(("text", "state"), [(HEALTHY, "ready"), ("<h1>Nextcloud</h1>", "failed")])
async def test_a_port_is_free_the_bots_own_or_taken_by_another_program(text: str, state: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=text)

    async with served([web.get("/healthz", answer)]) as root:
        port = int(root.rsplit(":", 1)[1])
        (found,) = await examine_port("127.0.0.1", port)
        assert found.state == state
        if state == "failed":
            assert found.found == f"Port {port} is taken by another program"
            assert found.fix == "set LOOPMATE_HTTP_PORT to a free one"
    (free,) = await examine_port("127.0.0.1", port)
    assert (free.state, "is free" in free.found) == ("ready", True)
    (nowhere,) = await examine_port("192.0.2.1", port)
    assert (nowhere.state, "LOOPMATE_HTTP_HOST" in nowhere.fix) == ("failed", True)
    assert await examine_port("127.0.0.1", 0) == []


async def test_a_bot_on_both_platforms_is_examined_from_its_settings_to_its_clock(home: Path) -> None:
    async with slack() as there, loopback() as api:
        settings = of(
            home,
            slack_bot_token=there.team("ML Loop").token,
            slack_app_token=APP_TOKEN,
            slack_api_url=there.url,
            discord_token=TOKEN,
            discord_api_url=api.api_url,
        )
        findings = await examine(settings, [])
    assert [(one.area, one.state) for one in findings] == [
        ("Settings", "ready"),
        ("Slack", "ready"),
        ("Commands", "skipped"),
        ("Discord", "ready"),
        ("Discord", "warning"),  # nobody has invited it yet
        ("Discord", "warning"),  # it hasn't registered its commands yet
        ("Storage", "ready"),
        ("Work", "ready"),
        ("Key", "ready"),
        ("Backups", "skipped"),  # nobody asked for any
        ("Clock", "ready"),
    ]
    assert findings[-1].found == "right to 2 s, compared with Slack and Discord"
    for one in findings:
        said = redact(one, settings).row()
        assert not [word for word in ("ML Loop", str(home), TOKEN, there.url, "TestBot") if word in said]


async def test_with_a_key_that_opens_nothing_the_storage_is_not_touched(home: Path) -> None:
    findings = {one.area: one for one in await examine(of(home, key="short"), [])}
    assert (findings["Key"].state, findings["Storage"].state) == ("failed", "skipped")
    assert list(entries(home)) == []
    fixed = {one.area: one.state for one in await examine(of(home, key=new_key()), [])}
    assert (fixed["Key"], fixed["Storage"]) == ("ready", "ready")


def entries(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_settings_that_cannot_be_read_come_first_and_alone() -> None:
    error = BadSettings("LOOPMATE_COMMAND takes a word such as prep. Fix it in the environment or in .env.")
    first, *rest = await examine(error, [])
    assert first.line() == (
        "Settings  failed: LOOPMATE_COMMAND takes a word such as prep. "
        "Fix: correct it in the environment or in .env."
    )
    assert {one.state for one in rest} == {"skipped"}


# what Discord is told


@pytest.mark.parametrize("token", ["loopback.bot.token", "", "====.x.y", "MTIz\u00e9.x", "bm90LWFuLWlk.x.y"])
def test_a_token_that_does_not_begin_with_an_id_names_no_application(token: str) -> None:
    assert application_of(token) is None


# clocks: a wrong one is noticed by those of others


class Elsewhere:
    """A server whose clock is off by some seconds."""

    def __init__(self) -> None:
        self.off = 0.0
        self.says_nothing = False

    async def answer(self, _: web.Request) -> web.Response:
        date = "" if self.says_nothing else formatdate(time.time() + self.off, usegmt=True)
        return web.Response(status=404, headers={"Date": date})


@pytest.fixture
async def elsewhere() -> AsyncIterator[tuple[Elsewhere, str]]:
    there = Elsewhere()
    async with served([web.get("/", there.answer)]) as root:
        yield there, f"{root}/"


async def test_a_clock_that_is_right_is_ready_and_who_cannot_be_asked_is_not_held_against_it(
    elsewhere: tuple[Elsewhere, str],
) -> None:
    there, url = elsewhere
    found = judge_clocks({"Slack": await measure_ahead(url), "Redis": 0.3})
    assert (found.state, found.found) == ("ready", "right to 2 s, compared with Slack and Redis")
    there.says_nothing = True
    assert await measure_ahead(url) is None
    assert await measure_ahead("http://127.0.0.1:9/") is None
    assert judge_clocks({"Slack": None, "Redis": None}).state == "skipped"


@pytest.mark.parametrize(
    ("off", "state", "way"), [(30, "warning", "behind Slack"), (-400, "failed", "ahead of Slack")]
)
async def test_a_clock_that_is_wrong_says_by_how_much(
    elsewhere: tuple[Elsewhere, str], off: float, state: str, way: str
) -> None:
    there, url = elsewhere
    there.off = off
    found = judge_clocks({"Redis": 0.0, "Slack": await measure_ahead(url)})
    seconds, _, rest = found.found.partition(" s ")
    assert (found.state, rest) == (state, way)
    assert float(seconds.replace(",", "")) == pytest.approx(abs(off), abs=2)
    assert "network time" in found.fix


# what it says for strangers holds no secret, no name, no path of a home and no host

SECRETS = {
    "slack_bot_token": "xoxb-123-456-AbCdEf",
    "slack_app_token": "xapp-1-A012-345-deadbeef",
    "slack_signing_secret": "not-hex-secret",
    "discord_token": "short.but.secret",
}
SETTINGS = all_settings().model_validate(
    {name: SecretStr(value) for name, value in SECRETS.items()}
    | {"key": "k" * 43 + "=", "redis_url": "redis://:pa55@db.internal:6379/0", "data": Path("/srv/loop/data")}
)


def left_of(text: str, **more: tuple[str, ...]) -> str:
    one = redact(Finding(area="Slack", state="failed", found=text, fix=text, **more), SETTINGS)
    assert one.found == one.fix
    return one.found


@pytest.mark.parametrize(
    "private",
    [
        *SECRETS.values(),
        "k" * 43 + "=",
        "redis://:pa55@db.internal:6379/0",
        "/srv/loop/data",
        "/home/alice/.config/loopmate/key",
        "~/loop/.env",
        str(Path.home() / "loop"),
        "10.0.0.7:6379",
        "https://proxy.example.org/slack/",
        "alice@example.org",
        "123456789012345678",
        "T0AB12CD34",
        '"ML Loop"',
        '"the "best" loop"',
        "xoxp-other-token",
        "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz012345",
    ],
)
def test_what_names_or_opens_something_is_left_out(private: str) -> None:
    left = left_of(f"before {private} after, and once more: {private}.")
    assert private not in left
    assert private.strip('"') not in left
    assert left.startswith("before (")
    assert "best" not in left


def test_our_own_words_stay_so_that_the_mend_can_still_be_followed() -> None:
    ours = (
        "missing the scope im:history. Fix: api.slack.com/apps > OAuth & Permissions, then SLACK_BOT_TOKEN in .env; "
        "/prep and /prep-admin; discord.com/developers; loopmate manifest slack --without-history"
    )
    left = left_of(ours)
    for word in (
        "im:history",
        "api.slack.com/apps",
        "SLACK_BOT_TOKEN",
        "--without-history",
        "discord.com/developers",
    ):
        assert word in left


@given(st.text(min_size=1, max_size=40))
def test_whatever_a_workspace_is_called_its_name_is_left_out(name: str) -> None:
    finding = Finding(area="Slack", state="ready", found=f'workspace "{name}", 7 scopes')
    assert redact(finding, None).found == "workspace (name), 7 scopes"


def test_without_settings_that_can_be_read_tokens_are_known_by_their_shape() -> None:
    finding = Finding(area="Settings", state="failed", found="got xapp-1-A-2-b in /home/alice/.env")
    assert redact(finding, None).found == "got (secret) in (path)"


def test_a_user_whom_the_system_does_not_know_can_share_findings() -> None:
    """As in a container that runs under a number of its own."""
    if os.geteuid() != 0:
        pytest.skip("only root can become a user whom the system doesn't know")
    said = (
        "import os; from bot.core.finding import Finding; from bot.doctor.examination import redact; "
        "os.setuid(54321); print(redact(Finding(area='Key', state='ready', found='in /home/alice/key'), None).found)"
    )
    nobody = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", said], env=nobody, capture_output=True, text=True, check=True
    )
    assert done.stdout == "in (path)\n"


# the shape of findings


def test_a_finding_is_a_line_in_columns_and_an_object_without_names() -> None:
    one = Finding(
        area="Discord", state="skipped", found="no token", fix="loopmate init.", private=("ML Loop",)
    )
    assert one.line() == "Discord   skipped: no token. Fix: loopmate init."
    assert (
        one.row() == '{"area": "Discord", "state": "skipped", "found": "no token", "fix": "loopmate init."}'
    )
    assert Finding(area="Key", state="ready", found="fits").line() == "Key       ready: fits"


@pytest.mark.parametrize(
    ("error", "found", "fix"),
    [
        (
            StoreRefused("It evicts. Fix: CONFIG SET x, or accept it."),
            "It evicts.",
            "CONFIG SET x, or accept it.",
        ),
        (StoreRefused("The folder is gone. Make one."), "The folder is gone", "make one"),
        (StoreRefused("This is redis 6.2."), "This is redis 6.2", "use a newer server"),
        (
            StoreDown("Redis didn't answer: X"),
            "Redis doesn't answer",
            "start it, or correct host, port and TLS",
        ),
    ],
)
def test_a_store_that_is_refused_is_told_with_a_mend_of_its_own(
    error: StoreRefused | StoreDown, found: str, fix: str
) -> None:
    one = map_refusal("Storage", error)
    assert (one.state, one.found.startswith(found), one.fix.startswith(fix)) == ("failed", True, True)
