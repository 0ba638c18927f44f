"""The README's set-up, followed step by step before loopback servers, and the page that shows it."""

from pathlib import Path

from tests.first_evening import PAGE, evening

README = PAGE.parent.parent / "README.md"


async def test_the_first_evening_goes_as_the_page_says(tmp_path: Path) -> None:
    page = await evening(tmp_path)
    assert page == PAGE.read_text("utf-8"), "docs/first-evening.md is old; run: python -m tests.first_evening"


def test_the_page_follows_the_steps_of_the_readme() -> None:
    readme, page = README.read_text("utf-8"), PAGE.read_text("utf-8")
    for step in (
        "loopmate init",
        "loopmate doctor",
        "loopmate run",
        "/prep-admin setup",
        "/prep-admin connect",
    ):
        assert step in readme
        assert step in page
