"""Settings say what they take, keep secrets to themselves, and name what was meant by a misspelt one."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.platforms.discord.settings import DiscordSettings
from bot.platforms.slack.settings import SlackSettings
from bot.platforms.spec import all_settings, specs
from bot.settings import (
    About,
    BadSettings,
    Settings,
    families,
    named,
    read_settings,
    repeated_names,
    strange_names,
    wrong_token,
)
from tests.envfile import EXAMPLE, example

ALL = all_settings()

BOT, APP, SIGNING = "xoxb-1-2-abc", "xapp-1-A0-abc", "0123456789abcdef0123456789abcdef"
DISCORD = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz012345"
RIGHT = {
    "SLACK_BOT_TOKEN": BOT,
    "SLACK_APP_TOKEN": APP,
    "SLACK_SIGNING_SECRET": SIGNING,
    "SLACK_CLIENT_ID": "11.22",
    "DISCORD_TOKEN": DISCORD,
}


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder without a `.env`, and an environment without a token."""
    monkeypatch.chdir(tmp_path)
    for name in RIGHT:
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> str:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings) as error:
        read_settings(ALL)
    return str(error.value)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("LOOPMATE_COMMAND", "Prep!", "LOOPMATE_COMMAND takes a word such as prep"),
        ("LOOPMATE_WAIT_REPLICAS", "many", "LOOPMATE_WAIT_REPLICAS takes a whole number from 0 to 5"),
        ("LOOPMATE_SLACK_API_URL", "slack.com", "LOOPMATE_SLACK_API_URL takes an address such as https://"),
        ("XDG_CONFIG_HOME", "~nobody-of-that-name/x", "XDG_CONFIG_HOME: I don't know the home that ~ means"),
        ("LOOPMATE_HTTP_PORT", "70000", "Fix it in the environment."),
    ],
)
def test_a_setting_that_cannot_be_used_says_what_it_takes(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    assert sentence in refused(monkeypatch, name, value)


def test_a_file_of_settings_that_is_not_text_is_named(nowhere: Path) -> None:
    (nowhere / ".env").write_bytes(b"LOOPMATE_COMMAND=\xff")
    with pytest.raises(BadSettings, match=r"\.env isn't UTF-8"):
        read_settings(ALL)


def test_a_value_that_cannot_be_used_and_a_name_that_is_set_twice_are_named_by_their_line(
    nowhere: Path,
) -> None:
    (nowhere / ".env").write_text("LOOPMATE_HTTP_PORT=1\n# more\n\nLOOPMATE_HTTP_PORT=many\n")
    with pytest.raises(BadSettings, match=r"Fix it in line 4 of \.env\."):
        read_settings(ALL)
    assert repeated_names() == [".env sets LOOPMATE_HTTP_PORT 2 times, and line 4 counts"]


@pytest.mark.parametrize("line", ["LOOPMATE_COMMAND loop", "xoxb-1-2-abc", "=loop", 'LOOPMATE_COMMAND="loop'])
def test_a_line_that_sets_nothing_is_named_and_not_quoted(nowhere: Path, line: str) -> None:
    (nowhere / ".env").write_text(f"# mine\n\nexport LOOPMATE_ORGANISERS=''\n\n{line}\n")
    with pytest.raises(BadSettings) as refusal:
        read_settings(ALL)
    wrong = "has a quote too many or too few. Close" if '"' in line else "isn't NAME=value. Write"
    assert str(refusal.value).startswith(f"Line 5 of .env {wrong} it")


def test_a_folder_in_the_place_of_the_file_is_named(nowhere: Path) -> None:
    (nowhere / ".env").mkdir()
    with pytest.raises(BadSettings, match=r"\.env is a folder\. Remove it"):
        read_settings(ALL)


def test_a_file_that_an_editor_on_windows_saved_is_read(nowhere: Path) -> None:
    (nowhere / ".env").write_bytes(b"\xef\xbb\xbfSLACK_BOT_TOKEN=xoxb-1-2-abc\r\nLOOPMATE_COMMAND=loop\r\n")
    read = read_settings(ALL)
    assert (read.command, read.model_dump()["slack_bot_token"].get_secret_value()) == ("loop", BOT)
    assert strange_names(ALL, []) == []


def test_an_empty_setting_is_none_and_a_tilde_or_dollar_home_is_the_home(
    monkeypatch: pytest.MonkeyPatch, nowhere: Path
) -> None:
    for name, value in {"HOME": str(nowhere), "LOOPMATE_DATA": "", "XDG_CONFIG_HOME": ""}.items():
        monkeypatch.setenv(name, value)
    assert read_settings(ALL).data == nowhere / ".local/share/loopmate"
    assert read_settings(ALL).key_file == nowhere / ".config/loopmate/key"
    monkeypatch.delenv("LOOPMATE_DATA")
    for written in ("~/here", "$HOME/here", "'${HOME}/here'"):
        (nowhere / ".env").write_text(f"LOOPMATE_DATA={written}\n")
        assert read_settings(ALL).data == nowhere / "here"


# tokens


def test_the_tokens_of_both_platforms_are_read_and_blanks_around_them_are_not_part_of_them(
    nowhere: Path,
) -> None:
    (nowhere / ".env").write_text("".join(f"{name}=' {value} '\n" for name, value in RIGHT.items()))
    read = read_settings(ALL)
    assert isinstance(read, SlackSettings)
    assert isinstance(read, DiscordSettings)
    tokens = (
        read.slack_bot_token,
        read.slack_app_token,
        read.slack_signing_secret,
        read.slack_client_id,
        read.discord_token,
    )
    assert [token.get_secret_value() for token in tokens] == list(RIGHT.values())


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name in RIGHT for holder, value in RIGHT.items() if holder != name]
)
def test_a_token_in_the_place_of_another_is_told_where_it_belongs(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    said = refused(monkeypatch, name, value)
    holder = next(other for other, right in RIGHT.items() if right == value)
    assert said.startswith(f"{name} holds ")
    assert f"which belongs in {holder}. The right one " in said
    assert value not in said


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-1-2", "a Slack user token"),
        ("SLACK_BOT_TOKEN", "xoxe.xoxb-1-2", "one of Slack's tokens that expire"),
        ("DISCORD_TOKEN", f"Bot {DISCORD}", "a token with the word Bot before it"),
        ("DISCORD_TOKEN", "123456789012345678", "an id, not a secret"),
        ("DISCORD_TOKEN", "ab" * 32, "the shape of Discord's public key"),
        ("DISCORD_TOKEN", "MTIz\u00e9.x.y", "no such token"),
        ("DISCORD_TOKEN", "application-name", "no such token"),
        ("DISCORD_TOKEN", "a.b.c.d", "no such token"),
    ],
)
def test_what_is_no_token_of_ours_is_called_what_it_is(name: str, value: str, what: str) -> None:
    said = wrong_token(ALL, name, value)
    assert said is not None
    assert said.startswith(f"{name} holds {what}")


@given(st.text(min_size=6), st.sampled_from(sorted(RIGHT)))
def test_whatever_stands_in_the_place_of_a_token_is_never_quoted(value: str, name: str) -> None:
    said = wrong_token(ALL, name, f"<{value}>")
    assert said is not None
    assert f"<{value}>" not in said


def test_no_token_shows_in_what_is_printed_of_the_settings() -> None:
    # one known only by a needle in it: the words of the field names may repeat
    needle = "needle7"
    read = ALL(
        slack_bot_token=SecretStr(f"xoxb-{needle}"),
        slack_app_token=SecretStr(f"xapp-{needle}"),
        slack_signing_secret=SecretStr(needle),
        discord_token=SecretStr(f"a.b.{needle}"),
        key=needle,
        redis_url=f"redis://:{needle}@host/0",
        heartbeat_url=f"https://example.com/{needle}",
    )
    assert isinstance(read, DiscordSettings)
    assert needle in read.discord_token.get_secret_value()
    assert needle not in f"{read} {read!r}"


OAUTH = {
    "slack_client_id": "11.22",
    "slack_client_secret": SIGNING,
    "slack_app_token": APP,
    "public_url": "https://bot.example",
    "port": "3000",
}


def settings(**tokens: str) -> Settings:
    given = {name: SecretStr(value) for name, value in tokens.items() if name not in ("port", "public_url")}
    more = {"http_port": int(tokens.get("port", 0)), "public_url": tokens.get("public_url", "")}
    return ALL.model_validate(given | more)


@pytest.mark.parametrize(
    ("tokens", "lacks"),
    [
        ({}, ""),
        ({"slack_bot_token": BOT, "slack_app_token": APP}, ""),
        ({"slack_bot_token": BOT, "slack_signing_secret": SIGNING, "port": "3000"}, ""),
        ({"discord_token": DISCORD}, ""),
        (OAUTH, ""),
        (OAUTH | {"slack_app_token": "", "slack_signing_secret": SIGNING}, ""),
        (OAUTH | {"slack_bot_token": BOT}, ""),
        (OAUTH | {"slack_app_token": ""}, "SLACK_APP_TOKEN is missing"),
        (OAUTH | {"slack_client_id": ""}, "SLACK_CLIENT_ID is missing"),
        (OAUTH | {"slack_client_secret": ""}, "SLACK_CLIENT_SECRET is missing"),
        (OAUTH | {"public_url": ""}, "LOOPMATE_PUBLIC_URL is missing"),
        (OAUTH | {"port": "0"}, "LOOPMATE_HTTP_PORT is missing"),
        ({"slack_bot_token": BOT}, "SLACK_APP_TOKEN is missing"),
        ({"slack_app_token": APP}, "SLACK_BOT_TOKEN is missing"),
        ({"slack_signing_secret": SIGNING}, "SLACK_BOT_TOKEN is missing"),
        ({"slack_bot_token": BOT, "slack_signing_secret": SIGNING}, "LOOPMATE_HTTP_PORT is missing"),
    ],
)
def test_a_platform_with_some_of_its_tokens_says_which_one_is_missing(
    tokens: dict[str, str], lacks: str
) -> None:
    (said,) = (spec.missing(settings(**tokens)) for spec in specs() if spec.name == "slack")
    assert said.startswith(lacks)
    assert bool(said) == bool(lacks)


# names


def test_a_name_that_is_no_setting_is_told_with_its_line_and_the_nearest_one(nowhere: Path) -> None:
    (nowhere / ".env").write_text("# LOOPMATE_NOTHING=1\n\nexport LOOPMATE_ZZZ = 1\nLOOPMATE_KEY=x\n")
    assert strange_names(ALL, ["LOOPMATE_REDIS_ULR", "PATH", "LOOPMATE_DATA", "LOOPMATE_DISCORD_TOKEN"]) == [
        "LOOPMATE_DISCORD_TOKEN isn't a setting of this version. Did you mean DISCORD_TOKEN?",
        "LOOPMATE_REDIS_ULR isn't a setting of this version. Did you mean LOOPMATE_REDIS_URL?",
        "Line 3 of .env: LOOPMATE_ZZZ isn't a setting of this version.",
    ]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("SLACK_TOKEN", "SLACK_BOT_TOKEN"),
        ("SLACK_API_TOKEN", "SLACK_APP_TOKEN"),
        ("SLACK_SIGNING_KEY", "SLACK_SIGNING_SECRET"),
        ("DISCORD_BOT_TOKEN", "DISCORD_TOKEN"),
        ("DISCORD_TOKN", "DISCORD_TOKEN"),
    ],
)
def test_a_platforms_token_that_is_misspelt_is_named_unless_the_right_one_is_there(
    name: str, meant: str
) -> None:
    assert strange_names(ALL, [name]) == [f"{name} isn't a setting of this version. Did you mean {meant}?"]
    assert strange_names(ALL, [name, meant]) == []


# the example


def test_the_example_shows_every_setting_and_what_it_is_for() -> None:
    assert EXAMPLE.read_text("utf-8") == example(), "it is old; run: python -m tests.envfile"
    for name, field in named(ALL):
        assert (f"{name}=" in example()) == name.startswith(families(ALL))
        assert not name.startswith(families(ALL)) or any(isinstance(one, About) for one in field.metadata)


def test_each_default_that_the_example_shows_is_the_one_that_is_used(nowhere: Path) -> None:
    before = read_settings(ALL)
    (nowhere / ".env").write_text(re.sub(r"(?m)^# (?=LOOPMATE_\w+=)", "", example()))
    assert read_settings(ALL) == before
