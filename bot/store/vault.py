"""The vault: encrypts what members typed before it is stored, and hashes ids that must not be readable."""

import base64
import functools
import hashlib
import hmac
import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.core.errors import StoreRefused
from bot.core.private import OPEN, SEAL

HASHES = 8_192
"""Ids whose hashes are kept in memory: a message asks three times for its member's."""
Context = dict[str, Callable[[str], str]]


class Vault:
    """Keys, newest first: all of them open, the first one seals (MultiFernet, AES-128-CBC with HMAC)."""

    def __init__(self, keys: Sequence[str]) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise StoreRefused(
                "The encryption key is not one of ours: 44 characters of URL-safe base64, two keys with a comma "
                "between them. Mend: take the key from your backup; a new one would not open what is stored."
            ) from error
        self._hash_key = hashlib.sha256(b"loopmate ids" + keys[-1].encode()).hexdigest()
        self.hashed = functools.lru_cache(HASHES)(self._hashed)
        self.context: Context = {SEAL: self.seal, OPEN: self.open}

    @property
    def sealed_hash_key(self) -> str:
        """What a new store keeps, so that ids hash to the same when the keys were changed."""
        return self.seal(self._hash_key)

    def adopt(self, sealed_hash_key: str) -> None:
        """Hashes ids from now on as the store does that keeps this; ValueError if none of the keys opens it."""
        self._hash_key = self.open(sealed_hash_key)
        self.hashed.cache_clear()

    def seal(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Raises ValueError if none of the keys sealed it."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise ValueError("sealed with another key") from error

    def _hashed(self, name: str) -> str:
        """A keyed hash of an id: 22 characters, the same for the life of a store."""
        digest = hmac.digest(bytes.fromhex(self._hash_key), name.encode(), "sha256")
        return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def load_keys(given: str, file: Path) -> list[str]:
    """The keys of a setting (separated by commas) or of `file`, which is made at the first start (0600).

    Raises:
        StoreRefused: the file can be neither read nor made, or is empty.
    """
    if given:
        return [key.strip() for key in given.split(",") if key.strip()]
    try:
        found = _read_or_made(file)
    except OSError as error:
        raise StoreRefused(
            f"The key file {file} cannot be used: {error.strerror}. Mend: let this user read it and write its "
            "folder, or set LOOPMATE_KEY."
        ) from error
    if not found:
        raise StoreRefused(f"The key file {file} is empty. Mend: restore it from your backup.")
    return found


def _read_or_made(file: Path) -> list[str]:
    if not file.exists():
        _make_key(file)
    return file.read_text(errors="replace").split()


def new_key() -> str:
    """A fresh key."""
    return Fernet.generate_key().decode()


def _make_key(file: Path) -> None:
    """Appears whole or not at all; of two processes that start at once, the second keeps the first one's."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, draft = tempfile.mkstemp(dir=file.parent, prefix="key-")
    try:
        with os.fdopen(handle, "w") as out:
            out.write(new_key() + "\n")
        with suppress(FileExistsError):
            os.link(draft, file)
    finally:
        Path(draft).unlink()
