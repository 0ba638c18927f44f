"""The vault: encrypts what members typed before it is stored, and hashes ids that must not be readable."""

import base64
import hashlib
import hmac
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.core.errors import StoreRefused
from bot.core.private import OPEN, SEAL

Context = dict[str, Callable[[str], str]]


class Vault:
    """Keys, newest first: all of them open, the first one seals (MultiFernet, AES-128-CBC with HMAC)."""

    def __init__(self, keys: Sequence[str]) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise StoreRefused(
                "The encryption key is not one of ours: 44 characters of URL-safe base64. Mend: take the key "
                "file from your backup, or remove LOOPMATE_KEY to have one made."
            ) from error
        self._hash_key = hashlib.sha256(b"loopmate ids" + keys[-1].encode()).digest()
        self.context: Context = {SEAL: self.seal, OPEN: self.open}

    def seal(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Raises ValueError if none of the keys sealed it."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise ValueError("sealed with another key") from error

    def hashed(self, name: str) -> str:
        """A keyed hash of an id: 22 characters, the same for the same key."""
        digest = hmac.digest(self._hash_key, name.encode(), "sha256")
        return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def load_keys(given: str, file: Path) -> list[str]:
    """The keys of a setting (separated by commas) or of `file`, which is made at the first start (0600)."""
    if given:
        return [key.strip() for key in given.split(",")]
    try:
        return file.read_text().split()
    except FileNotFoundError:
        return [_make_key(file)]


def new_key() -> str:
    """A fresh key."""
    return Fernet.generate_key().decode()


def _make_key(file: Path) -> str:
    key = new_key()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(key + "\n")
    return key
