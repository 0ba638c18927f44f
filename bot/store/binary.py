"""The server's binary: one of this machine in the place of the one that ships, and how a binary is hardened."""

import re
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bot.store.data_dir import FILES, StoreError

OLDEST: Final = (8, 0)
SETTING: Final = "LOOPMATE_VALKEY_SERVER"
_OTHERWISE: Final = f"correct {SETTING}, or take it away for the server that ships with me"
_NEWER_DATA: Final = (b"VALKEY", (9, 0))
"""How snapshots begin that only a server from that version on can read."""


def system_binary(named: str, folder: Path) -> Path | None:
    """The `valkey-server` of that path, for the data in `folder`; None where none is named.

    Raises:
        StoreError: there's none, it's none or too old, or the data is a newer one's.
    """
    if not named:
        return None
    path = Path(named).expanduser()
    version = _read_version(path)
    if version < OLDEST:
        raise StoreError(
            f"{path} is Valkey {_format_version(version)}, and I need 8 or newer. Upgrade it, or {_OTHERWISE}."
        )
    begins, oldest = _NEWER_DATA
    if version < oldest and any(_begins_with(part, begins) for part in (folder / FILES).glob("*.rdb")):
        raise StoreError(
            f"The data in {folder} was written by Valkey {_format_version(oldest)} or newer, which {path} "
            f"({_format_version(version)}) can't read. Nothing was touched. Upgrade it, or {_OTHERWISE}."
        )
    return path


def _read_version(path: Path) -> tuple[int, int]:
    try:
        ran = subprocess.run(  # noqa: S603 - the organizer named it
            [path, "--version"], env={}, capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.SubprocessError) as error:
        why = getattr(error, "strerror", None) or "it doesn't answer"
        raise StoreError(
            f"{path} can't be run ({why.lower()}). Install a valkey-server, {_OTHERWISE}."
        ) from error
    if found := re.match(r"Valkey server v=(\d+)\.(\d+)", ran.stdout):
        return int(found[1]), int(found[2])
    raise StoreError(f"{path} is no valkey-server. Install one, {_OTHERWISE}.")


def _begins_with(part: Path, begins: bytes) -> bool:
    with part.open("rb") as file:
        return file.read(len(begins)) == begins


def _format_version(version: tuple[int, int]) -> str:
    return ".".join(map(str, version))


# hardening: what a compiler and a linker put between a mistake in the server and whoever could use it

_PROTECTIONS: Final = (
    "position-independent code",
    "read-only relocations",
    "no executable stack",
    "stack protector",
)
_SHARED, _DYNAMIC, _STACK, _RELRO = 3, 2, 0x6474E551, 0x6474E552
_BIND_NOW, _FLAGS, _FLAGS_1, _END = 24, 30, 0x6FFFFFFB, 0


def hardening(binary: Path) -> dict[str, bool] | None:
    """Protection -> whether the binary has it; None where that can't be told (it's no 64-bit ELF file)."""
    data = binary.read_bytes()
    if data[:6] != b"\x7fELF\x02\x01":
        return None
    headers = {kind: (flags, offset, size) for kind, flags, offset, size in _headers(data)}
    executable, _, _ = headers.get(_STACK, (1, 0, 0))
    has = (
        struct.unpack_from("<H", data, 16)[0] == _SHARED,
        _RELRO in headers and _binds_now(data, *headers.get(_DYNAMIC, (0, 0, 0))[1:]),
        not executable & 1,
        b"__stack_chk_fail" in data,
    )
    return dict(zip(_PROTECTIONS, has, strict=True))


def _headers(data: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Kind, flags, offset and size of each segment (`man 5 elf`)."""
    (start,), (size, count) = struct.unpack_from("<Q", data, 32), struct.unpack_from("<HH", data, 54)
    for at in range(start, start + size * count, size):
        kind, flags, offset, _, _, length = struct.unpack_from("<IIQQQQ", data, at)
        yield kind, flags, offset, length


def _binds_now(data: bytes, offset: int, size: int) -> bool:
    """Whether all is bound at the start, after which the tables can be made read-only."""
    for at in range(offset, offset + size, 16):
        tag, value = struct.unpack_from("<QQ", data, at)
        if tag == _END:
            return False
        if tag == _BIND_NOW or (tag == _FLAGS and value & 8) or (tag == _FLAGS_1 and value & 1):
            return True
    return False
