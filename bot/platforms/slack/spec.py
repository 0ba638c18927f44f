"""All that the program knows of Slack; the SDK is imported only where it's used."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from bot.core.errors import LoopmateError
from bot.core.finding import Finding, merge_ready
from bot.core.reply import PlatformWords
from bot.platforms.slack.settings import API, SlackOptions, SlackSettings
from bot.platforms.spec import GET_TOKEN, PlatformSpec, Setup
from bot.settings import missing_token

if TYPE_CHECKING:
    from bot.core.registry import Registry
    from bot.platforms.port import Platform, PlatformServices
    from bot.store.installs import Installs


def print_manifest(
    settings: SlackSettings,
    registry: "Registry",
    *,
    without_history: Annotated[
        bool, typer.Option("--without-history", help="Leave out the scopes that read messages.")
    ] = False,
    link: Annotated[bool, typer.Option("--link", help="Print a link that fills in Slack's form.")] = False,
    http: Annotated[
        str,
        typer.Option(
            "--http", metavar="URL", help="Use HTTP instead of Socket Mode, at your public https address."
        ),
    ] = "",
    oauth: Annotated[
        str,
        typer.Option(
            "--oauth",
            metavar="URL",
            help="Let many workspaces install the app, at your public https address.",
        ),
    ] = "",
) -> list[str]:
    """Print the manifest to paste into Slack: api.slack.com/apps > Create New App > From a manifest."""
    from bot.platforms.slack.manifest import manifest, manifest_link

    for option, url in (("--http", http), ("--oauth", oauth)):
        if url and not url.startswith("https://"):
            raise LoopmateError(f"{option} takes your public address, which begins with https://")
    if oauth and without_history:
        raise LoopmateError(
            "With --oauth each workspace is asked for all scopes. Leave --without-history out."
        )
    made = manifest(registry, settings.command, history=not without_history, url=http, oauth=oauth)
    return [manifest_link(made) if link else json.dumps(made, indent=2)]


_APP_LEVEL = (
    "On the left: Basic Information > App-Level Tokens > Generate Token and Scopes. Any name, Add Scope "
    "connections:write, Generate. Copy the token (xapp-...)."
)
_APPROVAL = "In some Slack workspaces an admin has to approve a new app; ask first, it may take a day."


class SlackSpec(PlatformSpec[SlackSettings]):
    """One workspace by its token, or many that install the app; by Socket Mode or signed requests."""

    name = "slack"
    words = PlatformWords(
        title="Slack", invite="/invite @Loopmate", call="in a huddle", admins="an admin of this workspace"
    )
    rank = 1
    settings = SlackSettings
    hosts = ("api.slack.com", "slack.com")

    def is_set_up(self, settings: SlackSettings) -> bool:
        return bool((settings.slack_bot_token or settings.slack_client_id).get_secret_value())

    def build(self, settings: SlackSettings, services: "PlatformServices") -> "Platform":
        from bot.platforms.slack.adapter import SlackPlatform

        return SlackPlatform(services, SlackOptions.of(settings))

    def missing(self, settings: SlackSettings) -> str:
        options = SlackOptions.of(settings)
        if (options.client_id or options.client_secret) and (lacking := _missing_for_oauth(options)):
            return lacking
        if (options.app_token or options.signing_secret) and not self.is_set_up(settings):
            return missing_token(SlackSettings, "SLACK_BOT_TOKEN")
        if self.is_set_up(settings) and not (options.app_token or options.signing_secret):
            return missing_token(SlackSettings, "SLACK_APP_TOKEN")
        if options.signing_secret and not (options.app_token or options.http_port):
            return (
                "LOOPMATE_HTTP_PORT is missing: Slack in HTTP mode (SLACK_SIGNING_SECRET without SLACK_APP_TOKEN) "
                "needs a port to listen on, or a SLACK_APP_TOKEN instead."
            )
        return ""

    async def examine(self, settings: SlackSettings) -> list[Finding]:
        if lacking := self.missing(settings):
            found, _, fix = lacking.partition(". ")
            return [Finding(area="Slack", state="failed", found=found, fix=fix or GET_TOKEN)]
        if not self.is_set_up(settings):
            return [Finding(area="Slack", state="skipped", found="no token", fix=GET_TOKEN)]
        from bot.platforms.slack import doctor

        return merge_ready("Slack", await doctor.check(SlackOptions.of(settings), settings.command))

    async def examine_commands(self, settings: SlackSettings, registry: "Registry") -> list[Finding]:  # noqa: ARG002
        """Two apps of a workspace may have the same command; Slack tells nobody, and calls the newest."""
        root = f"/{settings.command}"
        return [
            Finding(
                area="Commands",
                state="skipped",
                found=f"Slack doesn't say whether another app has {root}, too: type {root} help and see who "
                "answers",
                fix="if it is another app, set LOOPMATE_COMMAND to a word of yours, and change both commands at "
                "api.slack.com/apps > your app > App Manifest to what loopmate manifest slack prints",
            )
        ]

    async def examine_installs(self, settings: SlackSettings, installs: "Installs") -> list[Finding]:
        if not settings.slack_client_id.get_secret_value():
            return []
        from bot.platforms.slack import doctor

        return await doctor.check_installs(SlackOptions.of(settings), await installs.all())

    def clock(self, settings: SlackSettings) -> str:
        return settings.slack_api_url or API

    def setups(self, settings: SlackSettings, registry: "Registry") -> tuple[Setup, ...]:
        """Socket Mode needs no public address; only those who install the app from elsewhere need one."""
        (link,) = print_manifest(settings, registry, link=True)
        one = Setup(
            title=self.title,
            clicks=(
                f"Open this link, choose your workspace, press Next and Create:\n{link}",
                "On the left: Install App > Install to your workspace > Allow. Copy the Bot User OAuth Token "
                "(xoxb-...).",
                _APP_LEVEL,
            ),
            tokens=("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"),
            note=_APPROVAL,
        )
        many = Setup(
            title=f"{self.title} in many workspaces, which needs a public https address",
            clicks=(
                "Run loopmate manifest slack --link --oauth https://your.address and open the link that it prints: "
                "choose your workspace, press Next and Create.",
                "On the left: Manage Distribution > Activate Public Distribution.",
                "On the left: Basic Information > App Credentials. Copy the Client ID and the Client Secret.",
                _APP_LEVEL,
                "Let your proxy hand /slack/ of the address on to a port of this machine.",
            ),
            shown=("LOOPMATE_PUBLIC_URL", "LOOPMATE_HTTP_PORT"),
            tokens=("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_APP_TOKEN"),
            note=_APPROVAL,
        )
        return one, many

    manifest = staticmethod(print_manifest)


def _missing_for_oauth(options: SlackOptions) -> str:
    if not options.client_id:
        return missing_token(SlackSettings, "SLACK_CLIENT_ID")
    if not options.client_secret:
        return missing_token(SlackSettings, "SLACK_CLIENT_SECRET")
    if options.public_url and options.http_port:
        return ""
    name = "LOOPMATE_HTTP_PORT" if options.public_url else "LOOPMATE_PUBLIC_URL"
    return (
        f"{name} is missing: whoever installs Slack's app (SLACK_CLIENT_ID) visits the bot at LOOPMATE_PUBLIC_URL, "
        "which leads to LOOPMATE_HTTP_PORT. Set both."
    )


SPEC = SlackSpec()
