"""The vault's keys: version -> 32 bytes, from the environment or a file of its own, never from the database.

The highest version encrypts; the others still decrypt until `manage.py rotate_vault_keys` has replaced what they
encrypted. A value in the database is

    version (2 bytes) | nonce (12 bytes) | AES-256-GCM of the padded text, with its tag

bound to its row and field: a value moved to another row, or to another field, does not open."""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from community.people.vault.details import Field, Texts

VERSION, NONCE = 2, 12
# A value's length would tell a short name from a long one.
PADDED_TO = 64


class CannotBeOpened(Exception):
    """The value was moved or changed, or its key is not here. Says no more: the message may be logged."""


def newest() -> int:
    return max(settings.VAULT_KEYS)


def version_of(sealed: bytes) -> int:
    return int.from_bytes(bytes(sealed[:VERSION]), "big")


def seal(texts: Texts, field: Field, *, row: str) -> bytes:
    """Encrypt one of the texts under the newest key. `row` is the row's random ref.

    Texts come in their own class all through this app: no variable of any frame shows one when printed."""
    version, nonce = newest(), os.urandom(NONCE)
    cipher, bound = AESGCM(settings.VAULT_KEYS[version]), _bound(row, field, version)
    return version.to_bytes(VERSION, "big") + nonce + cipher.encrypt(nonce, _padded(texts, field), bound)


def unseal(sealed: bytes, *, row: str, field: Field) -> str:
    """Raises CannotBeOpened."""
    sealed, version = bytes(sealed), version_of(sealed)
    nonce, body = sealed[VERSION : VERSION + NONCE], sealed[VERSION + NONCE :]
    try:
        cipher = AESGCM(settings.VAULT_KEYS[version])
        return cipher.decrypt(nonce, body, _bound(row, field, version)).rstrip(b"\0").decode()
    except (InvalidTag, KeyError, ValueError):
        raise CannotBeOpened(f"{field.value} of identity {row}") from None


def seal_file(content: bytes, *, row: str) -> bytes:
    """Something longer that holds what the vault holds, such as a copy of somebody's data."""
    version, nonce = newest(), os.urandom(NONCE)
    cipher, bound = AESGCM(settings.VAULT_KEYS[version]), f"alongside file {row} {version}".encode()
    return version.to_bytes(VERSION, "big") + nonce + cipher.encrypt(nonce, content, bound)


def unseal_file(sealed: bytes, *, row: str) -> bytes:
    """Raises CannotBeOpened."""
    sealed, version = bytes(sealed), version_of(sealed)
    nonce, body = sealed[VERSION : VERSION + NONCE], sealed[VERSION + NONCE :]
    try:
        return AESGCM(settings.VAULT_KEYS[version]).decrypt(
            nonce, body, f"alongside file {row} {version}".encode()
        )
    except (InvalidTag, KeyError, ValueError):
        raise CannotBeOpened(f"file {row}") from None


def blind_index(texts: Texts, *, service_id: int, version: int) -> str:
    """Tells that two rows of one service hold the same NHS number, and nothing else: without the key it cannot
    be tried out number by number, and it differs from service to service."""
    key = hmac.digest(settings.VAULT_KEYS[version], b"blind index of NHS numbers", hashlib.sha256)
    return hmac.new(key, f"{service_id} {texts[Field.NHS_NUMBER]}".encode(), hashlib.sha256).hexdigest()


def blind_indexes(texts: Texts, *, service_id: int) -> list[str]:
    """Under every key there is: rows wait for the rotation."""
    return [blind_index(texts, service_id=service_id, version=version) for version in settings.VAULT_KEYS]


def _padded(texts: Texts, field: Field) -> bytes:
    full = -(-len(texts[field].encode(errors="replace")) // PADDED_TO) * PADDED_TO
    return texts[field].encode(errors="replace").ljust(full, b"\0")


def _bound(row: str, field: Field, version: int) -> bytes:
    return f"alongside vault {row} {field.value} {version}".encode()
