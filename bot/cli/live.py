"""The bot itself: in the terminal, on the platforms, and what it takes to get there."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.common import end, fail, logs, out, run_until_told, say, settings_of, unreadable

app = typer.Typer()
manifest = typer.Typer(help="What Slack and Discord want to know of the bot.", no_args_is_help=True)
NO_TOKENS = """\
No platform's tokens are set, so there is nothing to connect to.
  loopmate init      says where to get them, tries them, and writes them into .env
  loopmate console   is the whole bot in this terminal, without any token"""


@app.command()
def console(
    script: Annotated[str, typer.Argument(help="A story, a step a line; - is standard input.")] = "",
    simulate: Annotated[
        bool,
        typer.Option(
            "--simulate",
            help="Simulated time, on a store that is thrown away; --data keeps it. A script implies this.",
        ),
    ] = False,
    data: Annotated[Path | None, typer.Option(help="The data folder of the built-in server.")] = None,
    seed: Annotated[
        int | None, typer.Option(help="Chance in a simulation; without it a script draws by its name.")
    ] = None,
    organiser: Annotated[str, typer.Option(help="Who organises; else the first to speak.")] = "",
) -> None:
    """A group in this terminal: no token, no server to install."""
    from bot.app import Terminal, terminal
    from bot.platforms.console.story import is_name

    if organiser and not is_name(organiser):
        fail(f"--organiser takes a name of letters, digits, - and _, not {organiser[:40]!r}.")
    piped = not sys.stdin.isatty()
    how = Terminal(
        script=script or ("-" if piped else ""),
        simulate=simulate or bool(script) or piped,
        keep=data is not None,
        seed=seed,
        organiser=organiser or None,
    )
    settings = settings_of(data)
    logs()
    try:
        code = run_until_told(terminal(settings, how, say))
    except OSError as error:
        if error.filename is None or Path(error.filename) != Path(script):
            raise
        fail(unreadable(script, error))
    end(code)


@app.command()
def run() -> None:
    """The bot on the platforms whose tokens are set."""
    from bot.settings import unfinished

    settings = settings_of(None)
    if lacking := unfinished(settings):
        fail("\n".join([*lacking.values(), "loopmate init asks for what is missing, and tries it."]))
    if not (settings.slack_bot_token.get_secret_value() or settings.discord_token.get_secret_value()):
        fail(NO_TOKENS)
    from bot.app import serve

    logs()
    end(run_until_told(serve(settings, say), told=0) or 0)


@app.command()
def init() -> None:
    """Asks for the tokens of Slack and Discord, tries them, and writes them into .env."""
    from bot.setup import begin
    from bot.setup.terminal import Terminal

    if not sys.stdin.isatty():
        fail(
            "loopmate init asks questions, and there is no terminal to answer them. Without one, write the "
            "settings into .env, a NAME=value a line; .env.example shows them all."
        )
    try:
        begin.everything(Terminal())
    except OSError as error:
        fail(f".env cannot be written: {error.strerror}. Start it in a folder of yours.")
    except UnicodeDecodeError:
        fail(".env is not UTF-8. Save it as UTF-8, one NAME=value a line.")


@manifest.command("slack")
def manifest_slack(
    without_history: Annotated[
        bool, typer.Option("--without-history", help="Leave out the scopes that read messages.")
    ] = False,
    link: Annotated[bool, typer.Option("--link", help="The link that fills Slack's form with it.")] = False,
    http: Annotated[
        str, typer.Option("--http", metavar="URL", help="Your public https address, without Socket Mode.")
    ] = "",
) -> None:
    """What to paste into Slack: api.slack.com/apps > Create New App > From a manifest."""
    from bot.setup import papers

    if http and not http.startswith("https://"):
        fail("--http takes your public address, which begins with https://")
    word = settings_of(None).command
    paper = papers.slack_link if link else papers.slack_manifest
    out(paper(word, history=not without_history, url=http))


@manifest.command("discord")
def manifest_discord(
    apply: Annotated[
        bool,
        typer.Option("--apply", help="Set the application's description, tags and install link as well."),
    ] = False,
) -> None:
    """The link that invites the bot to a Discord server, with its permissions."""
    from bot.core.errors import LoopmateError
    from bot.setup import papers

    settings = settings_of(None)
    if not settings.discord_token.get_secret_value():
        fail(
            "DISCORD_TOKEN is not set: the link names the application that it belongs to. Mend: loopmate init"
        )
    try:
        for line in run_until_told(papers.discord(settings, apply=apply)):
            out(line)
    except LoopmateError as error:
        fail(str(error))
