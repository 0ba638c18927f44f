"""The vault: encrypts what members typed before it is stored, and hashes ids that must not be readable."""

import base64
import functools
import hashlib
import hmac
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.core.errors import StoreRefused
from bot.core.values import OPEN, SEAL
from bot.store.data_dir import make_private, whole_file

_KEY = re.compile(r"[A-Za-z0-9_+/-]{43}=")
_BETWEEN = re.compile(r"[\s,;'\"]+")
"""What people put between keys, or around one; an editor or a mail program breaks its line."""
Context = dict[str, Callable[[str], str]]


class Vault:
    """Keys, newest first: all of them open, the first one seals (MultiFernet, AES-128-CBC with HMAC)."""

    def __init__(self, keys: Sequence[str], unsaved: Path | None = None) -> None:
        """`unsaved`: the keys were made just now, for this file, which isn't written yet."""
        self.unsaved = unsaved
        self.hash_id = functools.lru_cache(8_192)(self._hash)  # a message asks three times
        self.context: Context = {SEAL: self.seal, OPEN: self.open}
        self._use(keys)

    def _use(self, keys: Sequence[str]) -> None:
        self._keys = tuple(keys)
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._hash_by(hashlib.sha256(b"loopmate ids" + keys[-1].encode()).hexdigest())

    def _hash_by(self, key: str) -> None:
        self._hash_key = key
        self.digest = functools.partial(hmac.digest, bytes.fromhex(key), digest="sha256")
        """A keyed SHA-256 of bytes, the same for the life of a store."""
        self.hash_id.cache_clear()

    def save_key(self) -> None:
        """Writes a key that was made just now into its file; one that another process has written meanwhile counts.

        Raises:
            StoreRefused: the file can't be written.
        """
        file, self.unsaved = self.unsaved, None
        if file is None:
            return
        try:
            make_private(file.parent)
            with suppress(FileExistsError), whole_file(file, new=True) as out:
                out.write(f"{self._keys[0]}\n".encode())
        except OSError as error:
            raise _unusable(file, error) from error
        self._use(load_keys("", file))

    @property
    def sealed_hash_key(self) -> str:
        """What a new store keeps, so that ids hash to the same when the keys were changed."""
        return self.seal(self._hash_key)

    def adopt(self, sealed_hash_key: str) -> None:
        """Makes ids hash as in the store that this was read from; ValueError if none of the keys opens it."""
        self._hash_by(self.open(sealed_hash_key))

    def seal(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Raises ValueError if none of the keys sealed it."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise ValueError("sealed with another key") from error

    def signature(self) -> hmac.HMAC:
        """A fresh HMAC-SHA256 for a backup. Its key follows from what ids are hashed with, which a backup has sealed:
        without one of the keys nobody can make a signature, and it outlives a change of keys."""
        key = self.digest(b"loopmate backup")
        return hmac.new(key, digestmod="sha256")

    def _hash(self, name: str) -> str:
        """A keyed hash of an id: 22 characters, the same for the life of a store."""
        return base64.urlsafe_b64encode(self.digest(name.encode())[:16]).decode().rstrip("=")


def vault_of(given: str, file: Path) -> Vault:
    """The vault of a setting, or else of a key file. Where there is neither it has a key of its own, which `save_key`
    writes into the file once it's known that no store needs another one.

    Raises:
        StoreRefused: the file can't be read, is empty, or holds no key.
    """
    if keys := load_keys(given, file):
        return Vault(keys)
    return Vault([new_key()], unsaved=file)


def load_keys(given: str, file: Path) -> list[str]:
    """The keys of a setting, or else of `file`; none where there is no such file.
    Raises StoreRefused: the file can't be read or is empty, or something is there that's no key."""
    if given:
        return _keys_in(given, "LOOPMATE_KEY")
    try:
        text = file.read_text(encoding="utf-8-sig", errors="replace")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise _unusable(file, error) from error
    if not text.strip():
        raise StoreRefused(f"The key file {file} is empty. Fix: restore it from your backup.")
    return _keys_in(text, f"The key file {file}")


def _keys_in(text: str, where: str) -> list[str]:
    """The keys in a text. Each has 44 characters, so that no line break, comma or quote can be a part of one."""
    bare = _BETWEEN.sub("", text)
    keys = _KEY.findall(bare)
    if not keys or "".join(keys) != bare:
        raise StoreRefused(
            f"{where} holds something that's no key of Loopmate's: a key has 44 characters and ends with =, and "
            f"there are {len(bare)}. Fix: take the key from your backup, and put a comma between two keys; a new "
            "one wouldn't open what is stored."
        )
    return keys


def _unusable(file: Path, error: OSError) -> StoreRefused:
    return StoreRefused(
        f"The key file {file} can't be used: {error.strerror}. Fix: let this user read it and write its "
        "folder, or set LOOPMATE_KEY."
    )


def new_key() -> str:
    return Fernet.generate_key().decode()
