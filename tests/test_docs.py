"""What the documents name exists: pages and headings, files, modules, commands, settings, log lines, options."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from typer.main import get_command

from bot.app import registry
from bot.cli import app
from bot.platforms.discord.permissions import PERMISSIONS
from bot.platforms.slack.permissions import SCOPES
from bot.platforms.spec import all_settings
from bot.settings import families, named

ROOT = Path(__file__).parent.parent
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")])
DOCUMENTS = [*PAGES, ROOT / ".env.example"]
SETTINGS = {name for name, _ in named(all_settings())}
FOR_TESTS = {"LOOPMATE_FULL", "LOOPMATE_REQUIRE_REDIS_SERVER"}
TROUBLE = (ROOT / "docs" / "operators" / "troubleshooting.md").read_text("utf-8")


SHOWN = {
    "there is no token": "test_when_no_platform_can_start_it_ends_with_a_failure",
    "two tokens were swapped": "test_tokens_that_are_missing_or_swapped_are_said_in_words_and_never_shown",
    "a name is misspelled": "test_an_unknown_setting_stops_every_start_and_the_nearest_one_is_named",
    "a token was revoked": "test_a_platform_whose_token_is_wrong_is_said_and_the_other_one_works",
    "the connection, or Slack": "test_it_is_started_again_later_and_later_and_at_once_after_it_was_connected",
    "the server that": "test_without_redis_people_are_told_that_nothing_was_lost_and_later_it_works",
    "the server would silently": "test_a_server_that_throws_away_is_a_failure_until_its_mend_is_followed",
    "the key isn't the one": "test_a_bot_with_another_key_is_refused_and_touches_nothing",
    "the key file is gone": "test_a_lost_key_is_named_and_no_new_one_takes_its_place",
    "the backup was made": "test_a_backup_without_a_signature_is_taken_only_when_that_is_accepted "
    "test_who_edits_a_backup_and_its_checksum_is_not_believed test_a_flipped_bit_anywhere_is_called_damage",
    "a volume isn't": "test_a_store_that_was_lost_is_named_and_not_begun_anew "
    "test_the_store_of_another_bot_is_named_until_it_is_accepted",
    "the disk or somebody": "test_damage_near_the_start_of_the_file_is_refused_with_counts_and_the_choices",
    "the disk has less": "test_below_the_reserve_changes_are_refused_and_what_drains_is_not "
    "test_a_member_is_told_that_it_is_not_saved_and_can_be_forgotten_all_the_same",
    "the disk of its server": "test_health_and_doctor_say_that_it_answers_and_cannot_write",
    "`loopmate health` says": "test_health_loads_little_for_it_is_asked_every_half_minute",
    "two apps have": "test_both_roots_are_heard_under_their_own_word_and_another_apps_command_is_not",
    "the bot was not running": "test_without_a_connection_a_person_gets_no_answer",
    "as above, or": "test_an_endpoint_that_takes_all_commands_away_is_a_failure_until_it_is_emptied",
    "the app was invited": "test_a_tree_that_discord_refuses_harms_nothing_else",
    "the place for the answer": "test_an_answer_that_the_interaction_does_not_take_any_more_goes_into_the_dm "
    "test_a_response_url_of_no_use_is_made_up_for_by_a_dm",
    "Slack or Discord answered": "test_on_slack_no_answer_is_lost test_on_discord_no_answer_is_lost",
    "the place had expired, and": "test_with_closed_dms_a_late_answer_is_lost_and_logged_by_id_alone",
    "the button is older": "test_a_press_that_cannot_be_upgraded_leads_to_the_list",
    "the app has no `im:history`": "test_the_first_dm_says_that_replies_cannot_be_read_where_that_is_so",
    "no `files:write`": "test_a_picture_that_slack_takes_at_no_try_is_said_in_words",
    "a mistake of ours": "test_a_bug_gets_a_reference_and_the_log_says_where_without_words",
    "their DMs are closed": "test_closed_dms_are_noticed_and_said_in_the_channel_without_content "
    "test_closed_dms_are_told_and_not_tried_again test_a_closed_dm_is_closed_and_not_tried_again",
    "found when a message": "test_a_delivery_that_finds_nobody_withdraws_them_and_the_partner_is_told "
    "test_who_leaves_is_looked_up_an_hour_before_the_pairing_and_not_paired "
    "test_who_stays_away_is_forgotten_after_thirty_days",
    "it was archived": "test_a_closed_channel_stands_in_health_with_the_mend_until_a_post_arrives "
    "test_a_channel_that_cannot_be_posted_in_is_closed_with_the_mend "
    "test_a_channel_that_cannot_be_posted_in_is_told_in_words_for_the_organiser",
    "Slack refuses its token": "test_messages_wait_where_slack_refuses_a_good_token_and_a_revoked_one_is_deleted",
    "nobody has installed the app": "test_a_workspace_that_nobody_installed_is_said_in_the_log_and_a_guest_answered",
    "its token ran out": "test_an_expired_token_that_cannot_be_renewed_waits_and_is_no_uninstall",
    "somebody uninstalled": "test_a_space_that_removes_the_bot_hears_nothing_and_finds_all_when_it_returns "
    "test_a_space_that_stays_away_is_forgotten_with_its_members_and_begins_anew",
    "the process was ended": "test_where_nothing_can_be_looked_up_it_is_sent_again_and_counted",
    "the old one had been": "test_in_the_dm_a_card_is_replaced_in_place_and_comes_anew_if_it_was_deleted "
    "test_a_card_that_was_deleted_before_it_was_changed_comes_as_a_new_one",
    "no shared place": "test_where_no_place_can_be_shared_each_is_told_at_home",
    "the machine slept, or": "test_a_morning_without_the_bot_is_named_in_the_next_list",
    "the machine slept through": "test_it_is_time_is_not_said_once_the_mock_has_ended",
    "five tries failed": "test_poison_is_set_aside_after_five_tries_with_its_reason",
    "another process with": "test_answers_that_another_process_gives_are_noticed",
    "another process holds": "test_a_strange_process_with_the_same_app_token_is_said_in_the_log",
    "that is as it should": "test_of_two_processes_only_the_one_with_the_lease_answers",
    "their account was deactivated": "test_a_deactivated_person_is_looked_up_before_the_days_list_once_a_day",
    "three heavy commands": "test_a_heavy_call_too_many_and_what_follows_it_are_answered_until_it_is_a_flood",
    "Slack has trouble": "test_who_organises_is_asked_of_slack_only_when_it_matters",
    "Discord did not take the list": "test_a_tree_that_discord_refuses_harms_nothing_else",
    "the channel's own permissions": "test_a_channel_whose_own_rules_keep_the_bot_out_is_named_with_the_right",
    "the question itself never": "test_the_organiser_hears_once_and_no_reveal_follows_an_unseen_question",
    "the bot isn't a member of": "test_a_channel_that_the_bot_is_not_in_is_told_at_the_set_up",
    "`channel` names one": "test_an_organiser_cannot_name_the_channel_of_another_server",
    "an earlier version let": "test_a_foreign_channel_in_a_record_of_an_earlier_version_is_never_posted_in",
    "you organize this server": "test_who_organises_one_server_organises_no_group_of_another",
    "the older one does": "test_a_newer_record_is_left_alone",
    "Slack or Discord sent": "test_what_this_version_cannot_read_is_said_in_words_and_the_next_command_works",
    "a request with a forged": "test_forged_replayed_unsigned_and_unreadable_requests_are_refused",
    "a limit:": "test_a_flood_is_answered_once_and_nothing_stays_thinking",
    "this machine's clock": "test_a_clock_that_is_wrong_says_by_how_much_and_is_right_again_after_the_mend",
}
"""How each row's "what happened" begins -> the tests that make it happen, and see what the row says."""


def name_of(path: Path) -> str:
    """The path from the root of the project on."""
    return path.relative_to(ROOT).as_posix()


def words_of(path: Path) -> str:
    return path.read_text("utf-8")


@cache
def nodes_of(folder: Path) -> list[ast.AST]:
    """Everything in the code of a folder."""
    return [node for path in folder.rglob("*.py") for node in ast.walk(ast.parse(words_of(path)))]


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_setting_that_a_document_names_is_one(path: Path) -> None:
    found = set(re.findall(rf"\b(?:{'|'.join(families(all_settings()))})[A-Z_]*[A-Z]\b", words_of(path)))
    assert found <= SETTINGS | FOR_TESTS


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_command_of_the_chat_that_a_document_names_is_declared(path: Path) -> None:
    declared = {(c.root, " ".join(c.words)) for root in ("prep", "admin") for c in registry().commands(root)}
    for admin, rest in re.findall(r"/prep(-admin)?((?: [a-z][a-z-]*)+)", "\n".join(_code(words_of(path)))):
        words = rest.split()
        root = "admin" if admin else "prep"
        assert any((root, " ".join(words[:n])) in declared for n in (1, 2)), (name_of(path), admin, words)


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_command_of_the_program_that_a_document_names_is_there_with_its_options(path: Path) -> None:
    known = dict(_program())
    for line in _lines(words_of(path)):
        for said in re.findall(r"\bloopmate ([a-z][^`|;]*)", line):
            words = said.split()
            name = next((" ".join(words[:n]) for n in (2, 1) if " ".join(words[:n]) in known), None)
            assert name is not None, (name_of(path), said)
            assert set(re.findall(r"--[a-z-]+", said)) <= known[name], (name_of(path), said)


def _program() -> list[tuple[str, set[str]]]:
    """Each command of the program with its options."""
    found = []
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined] # typer's is a group
        inside = getattr(command, "commands", {"": command})
        for sub, leaf in inside.items():
            options = {word for parameter in leaf.params for word in parameter.opts}
            found.append((f"{name} {sub}".strip(), options | {"--help"}))
    return found


def _code(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", text)


def _lines(text: str) -> list[str]:
    """What is to be typed: code inside a sentence, and the lines of indented and of fenced blocks."""
    fenced = re.findall(r"^```(?:sh|text)?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    indented = re.findall(r"^ {4}\S.*$", text, re.MULTILINE)
    return [*_code(text), *indented, *(line for block in fenced for line in block.splitlines())]


def test_every_log_line_of_the_table_is_written_somewhere() -> None:
    rows = [line.split("|") for line in TROUBLE.splitlines() if line.startswith("|")]
    named_lines = {event for row in rows for event in _code(row[5])}
    written = set(_events(ROOT / "bot"))
    assert named_lines
    assert named_lines <= written


def _events(folder: Path) -> list[str]:
    """The first argument of every call of the logger."""
    calls = [node for node in nodes_of(folder) if isinstance(node, ast.Call)]
    logged = [c for c in calls if isinstance(c.func, ast.Attribute) and ast.unparse(c.func.value) == "log"]
    first = [c.args[0].value for c in logged if c.args and isinstance(c.args[0], ast.Constant)]
    return [text for text in first if isinstance(text, str)]


def test_every_row_of_the_table_says_something_in_each_column() -> None:
    rows = [line.strip("|").split("|") for line in TROUBLE.splitlines() if line.startswith("|")]
    assert {len(row) for row in rows} == {5}
    assert all(cell.strip() for row in rows for cell in row)


SAID_BY_DISCORD = {"The application did not respond"}


def test_what_the_table_quotes_is_what_the_program_says() -> None:
    cells = [line.split("|")[1] for line in TROUBLE.splitlines() if line.startswith("|")]
    quoted = {quote for cell in cells for quote in re.findall(r'"([A-Z][^"]+)"', cell)} - SAID_BY_DISCORD
    parts = {part.strip(" .,") for quote in quoted for part in re.split(r"\.\.\.|^\w+: |\. ", quote)}
    said = "\n".join(text for folder in ("bot", "handlers") for text in _texts(ROOT / folder))
    assert {part for part in parts if len(part) > 2 and part not in said} == set()


def _texts(folder: Path) -> Iterator[str]:
    """Every text in the code, as it is when it's put together; what is filled in is left out."""
    for node in nodes_of(folder):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(str(p.value) if isinstance(p, ast.Constant) else "\0" for p in node.values)


def test_what_each_row_of_the_table_says_is_shown_by_a_test() -> None:
    rows = [line.split("|")[2].strip() for line in TROUBLE.splitlines() if line.startswith("|")]
    happened = [row for row in rows if row != "what happened" and set(row) != {"-"}]
    begun = {row: [begins for begins in SHOWN if row.startswith(begins)] for row in happened}
    assert {row: found for row, found in begun.items() if len(found) != 1} == {}
    assert len(happened) == len(SHOWN)
    tests = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named_tests = [name for names in SHOWN.values() for name in names.split()]
    assert [name for name in named_tests if f"def {name}(" not in tests] == []


LINK = re.compile(r"\[[^\]\n]*(?:\n[^\]\n]+)?\]\(([^()\s]+)\)")
IN_FOLDERS = re.compile(
    r"(?<![\w/.~<-])(?:bot|handlers|content|tests|tools|docs|\.github|\.ci)/[\w./*-]*(?!\S*[<>])"
)
AT_THE_ROOT = re.compile(
    r"\b(?:[A-Z]+\.md|compose[\w.]*\.yaml|layers\.ini|pyproject\.toml|requirements[\w-]*\.lock|action\.yml)(?![\w/])"
)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_link_leads_to_a_page_and_a_heading_of_it(path: Path) -> None:
    for target in LINK.findall(words_of(path)):
        if re.match(r"https?://|mailto:", target):
            continue
        name, _, heading = target.partition("#")
        page = path.parent / name if name else path
        assert page.exists(), f"{name_of(path)} links to {target}, which isn't there"
        assert not heading or heading in _headings(page), f"{name_of(path)}: {target} has no such heading"


def test_every_page_is_in_the_contents_of_the_site_once() -> None:
    """As `make docs` asks, without Sphinx."""
    docs = ROOT / "docs"
    trees = re.findall(r"^```\{toctree\}\n(.*?)^```", words_of(docs / "index.md"), re.MULTILINE | re.DOTALL)
    entries = [line for tree in trees for line in tree.splitlines() if line and not line.startswith(":")]
    named_pages = sorted((docs / f"{e.rpartition('<')[2].rstrip('>')}.md").resolve() for e in entries)
    assert named_pages == [page for page in PAGES if page != docs / "index.md"]


def _headings(page: Path) -> set[str]:
    """The anchors of a page as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", words_of(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.strip().lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_file_that_a_document_names_is_there(path: Path) -> None:
    text = words_of(path)
    for name in IN_FOLDERS.findall(text):
        assert [*ROOT.glob(name.rstrip("./"))], f"{name_of(path)} names {name}, which isn't there"
    for name in AT_THE_ROOT.findall(text):
        assert (ROOT / name).is_file() or (path.parent / name).is_file(), (name_of(path), name)


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_module_that_a_document_runs_is_there(path: Path) -> None:
    for name in re.findall(r"python -m ((?:bot|tests|tools)[\w.]*\w)", words_of(path)):
        place = ROOT / name.replace(".", "/")
        assert place.with_suffix(".py").is_file() or (place / "__main__.py").is_file(), (name_of(path), name)


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_target_of_make_that_a_document_names_is_one(path: Path) -> None:
    targets = set(re.findall(r"^([a-z.]+(?:/[a-z]+)?):", words_of(ROOT / "Makefile"), re.MULTILINE))
    for line in _lines(words_of(path)):
        for name in re.findall(r"(?:^ *|&& )make ([a-z./]+)", line):
            assert name in targets, (name_of(path), name)


def test_scopes_and_rights_that_the_table_names_are_those_that_are_asked_for() -> None:
    scopes = {scope.name for scope in SCOPES}
    assert set(re.findall(r"`((?:im|mpim|files|channels|users|chat):\w+)`", TROUBLE)) <= scopes
    assert "Create Private Threads" in {right.name for right in PERMISSIONS}
