"""Keys that encrypt and sign, read from the environment or from a file of their own. Never from the database,
whose backups would then open themselves."""

import base64
import binascii
import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32


def vault_keys(text: str, file: str) -> dict[int, bytes]:
    """ "1:base64 2:base64" -> version -> key, from the variable's own text or from the file that it names."""
    return dict(_versioned(part) for part in _words(text, file, "VAULT_KEYS"))


def signing_key(text: str, file: str) -> bytes:
    """Empty where none is given: production refuses that, the demo makes its own."""
    given = _words(text, file, "AUDIT_KEY")
    return one_key(given[0], "audit key") if given else b""


def _words(text: str, file: str, name: str) -> list[str]:
    if file:
        try:
            text = Path(file).read_text()
        except OSError as error:
            raise ImproperlyConfigured(f"The file of {name} cannot be read: {error.strerror}.") from None
    return text.replace(",", " ").split()


def _versioned(part: str) -> tuple[int, bytes]:
    version, _, key = part.partition(":")
    if not version.isdecimal() or not 0 < int(version) < 65_536:
        raise ImproperlyConfigured("A vault key is written version:key, its version a number from 1 up.")
    return int(version), one_key(key, f"vault key {int(version)}")


def one_key(text: str, name: str) -> bytes:
    """32 bytes in base64. The error names the key and never shows it."""
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"The {name} must be {KEY_BYTES} random bytes in base64.")
    return key


def new_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def kept_in(path: Path, make: Callable[[], str]) -> str:
    """What the file holds; made on first use, for its owner's eyes, whichever process comes first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    if not path.exists():
        descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(make())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # whole or not at all, and only once
        draft.unlink()
    return path.read_text()
