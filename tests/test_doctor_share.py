"""What the doctor says for strangers holds no secret, no name, no path of a home and no host."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.core.errors import StoreDown, StoreRefused
from bot.core.finding import Finding, map_refusal
from bot.doctor.examine import redact
from bot.platforms.spec import all_settings

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
        (StoreRefused("The folder is gone. Make one."), "The folder is gone", "Make one"),
        (StoreRefused("This is redis 6.2."), "This is redis 6.2", "use a newer server"),
        (
            StoreDown("Redis didn't answer: X"),
            "Redis doesn't answer",
            "start it, or check LOOPMATE_REDIS_URL",
        ),
    ],
)
def test_a_store_that_is_refused_is_told_with_a_mend_of_its_own(
    error: StoreRefused | StoreDown, found: str, fix: str
) -> None:
    one = map_refusal("Storage", error)
    assert (one.state, one.found.startswith(found), one.fix.startswith(fix)) == ("failed", True, True)
