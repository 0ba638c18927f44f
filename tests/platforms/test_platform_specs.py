"""Each platform is declared once, in its own folder, and nothing outside of it knows its name."""

import re
from pathlib import Path
from typing import Any

import pytest

import bot
import content
import handlers
from bot.app import registry
from bot.platforms.spec import PlatformSpec, all_settings, specs, specs_for
from bot.settings import Settings, families, named

PLATFORMS = Path(bot.__file__).parent / "platforms"
OWN = ("console",)
"""The terminal and the page in the browser are the program's own; all other platforms are somebody else's."""
OTHERS = [spec for spec in specs() if spec.name not in OWN]
SOURCES = [
    path
    for package in (bot, handlers, content)
    for root in package.__path__
    for path in sorted(Path(root).rglob("*.py"))
    if not path.is_relative_to(PLATFORMS)
]


def test_no_module_outside_the_platforms_folder_names_a_platform() -> None:
    names = re.compile("|".join(spec.name for spec in OTHERS), re.IGNORECASE)
    found = [
        f"{path}:{number}: {line.strip()}"
        for path in SOURCES
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if names.search(line)
    ]
    assert found == []


def test_no_platform_names_another_and_what_they_share_names_none() -> None:
    for spec in OTHERS:
        others = re.compile("|".join(o.name for o in OTHERS if o is not spec), re.IGNORECASE)
        for path in sorted((PLATFORMS / spec.name).glob("*.py")):
            assert not others.search(path.read_text("utf-8")), path
    everybody = re.compile("|".join(spec.name for spec in OTHERS), re.IGNORECASE)
    for path in sorted(PLATFORMS.glob("*.py")):
        assert not everybody.search(path.read_text("utf-8")), path


def test_every_folder_but_that_of_the_terminals_page_has_a_spec_of_its_name() -> None:
    folders = {path.parent.name for path in PLATFORMS.glob("*/__init__.py")}
    assert folders == {"web"} | {spec.name for spec in specs()}
    for spec in specs():
        assert type(spec).__module__ == f"bot.platforms.{spec.name}.spec"
        assert spec.title


@pytest.mark.parametrize("spec", OTHERS, ids=lambda spec: spec.name)
def test_init_asks_for_tokens_that_are_settings_of_the_platform_alone(spec: PlatformSpec[Any]) -> None:
    setups = spec.setups(all_settings()(), registry())
    assert setups
    for setup in setups:
        assert set(setup.tokens) <= {name for name, _ in named(spec.settings)} - {
            n for n, _ in named(Settings)
        }
        assert all(name.startswith(families(spec.settings)) for name in setup.names)


def test_settings_without_a_platforms_tokens_are_not_its_own() -> None:
    assert [spec.name for spec in specs_for(Settings())] == list(OWN)
    assert specs_for(all_settings()()) == specs()
