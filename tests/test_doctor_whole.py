"""The whole examination, of a bot on both platforms and of one with a lot wrong; and what Discord is told of it."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import registry
from bot.doctor.examine import examine, redact
from bot.platforms.discord.manifest import application_of
from bot.platforms.discord.manifest import settings as page
from bot.platforms.discord.settings import DiscordSettings
from bot.platforms.discord.spec import print_invitation
from bot.platforms.spec import all_settings
from bot.settings import BadSettings, Settings
from bot.store.vault import new_key
from tests.platforms.discord.loopback import TOKEN, loopback
from tests.platforms.slack.loopback import APP_TOKEN, slack


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def of(home: Path, **values: str) -> Settings:
    tokens = {name: SecretStr(v) for name, v in values.items() if name.endswith("token")}
    places = {"data": home / "data", "xdg_config_home": home / "config"}
    return all_settings().model_validate(places | values | tokens)


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
    assert findings[-1].found == "right to 2 s, says Slack and Discord"
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


async def test_the_applications_page_is_set_and_its_invite_link_said(home: Path) -> None:
    async with loopback() as api:
        settings = of(home, discord_token=TOKEN, discord_api_url=api.api_url)
        assert isinstance(settings, DiscordSettings)
        link = await print_invitation(settings, registry())
        assert api.applied == {}
        assert await print_invitation(settings, registry(), apply=True) == [
            "The application's description and tags are set.",
            *link,
        ]
        assert api.applied == page(public=False)
        assert f"client_id={api.state.application_id}" in link[0]


@pytest.mark.parametrize("token", ["loopback.token", "", "====.x.y", "MTIz\u00e9.x", "bm90LWFuLWlk.x.y"])
def test_a_token_that_does_not_begin_with_an_id_names_no_application(token: str) -> None:
    assert application_of(token) is None
