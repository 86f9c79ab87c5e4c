"""Closing and opening. Pure: bytes in, bytes out, no clock, no database.

A report has one random key. What is written under it is XChaCha20-Poly1305, padded to one of few sizes and bound to
its place; the key itself is sealed (X25519 sealed box) to each reader's public key and to the reporter's."""

import json
from typing import Any

from nacl import pwhash, utils
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
)
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

KEY_BYTES, NONCE_BYTES, LENGTH_BYTES = 32, 24, 4
KIB = 1024
# Texts: 4 KiB and its doublings up to 512 KiB. Files: 64 KiB and each four times as much up to 16 MiB.
TEXT_SIZES = tuple(4 * KIB * 2**step for step in range(8))
FILE_SIZES = tuple(64 * KIB * 4**step for step in range(5))


# What comes from a database is a view of bytes.
Kept = bytes | memoryview


class Unreadable(Exception):
    """The key does not fit, or what was kept is not what was sealed."""


class TooLong(Exception):
    """More than the largest size holds."""


def new_key() -> bytes:
    return utils.random(KEY_BYTES)


def pad(content: bytes, sizes: tuple[int, ...]) -> bytes:
    whole = len(content).to_bytes(LENGTH_BYTES, "big") + content
    for size in sizes:
        if len(whole) <= size:
            return whole.ljust(size, b"\0")
    raise TooLong


def unpad(padded: bytes) -> bytes:
    length = int.from_bytes(padded[:LENGTH_BYTES], "big")
    return padded[LENGTH_BYTES : LENGTH_BYTES + length]


def close(content: bytes, *, key: bytes, place: str, sizes: tuple[int, ...] = TEXT_SIZES) -> bytes:
    """`place` says what this is and where it belongs; opened anywhere else it is unreadable."""
    nonce = utils.random(NONCE_BYTES)
    return nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(pad(content, sizes), place.encode(), nonce, key)


def open_closed(closed: Kept, *, key: bytes, place: str) -> bytes:
    nonce, rest = bytes(closed[:NONCE_BYTES]), bytes(closed[NONCE_BYTES:])
    try:
        return unpad(crypto_aead_xchacha20poly1305_ietf_decrypt(rest, place.encode(), nonce, key))
    except (CryptoError, ValueError, TypeError) as error:
        raise Unreadable from error


def close_words(words: dict[str, Any], *, key: bytes, place: str) -> bytes:
    return close(json.dumps(words, ensure_ascii=False).encode(), key=key, place=place)


def open_words(closed: Kept, *, key: bytes, place: str) -> dict[str, Any]:
    opened: dict[str, Any] = json.loads(open_closed(closed, key=key, place=place))
    return opened


def seal_to(public: Kept, secret: bytes) -> bytes:
    """Whoever seals cannot open it again."""
    return SealedBox(PublicKey(bytes(public))).encrypt(secret)


def unseal(sealed: Kept, private: bytes) -> bytes:
    try:
        return SealedBox(PrivateKey(private)).decrypt(bytes(sealed))
    except (CryptoError, ValueError, TypeError) as error:
        raise Unreadable from error


def public_of(private: bytes) -> bytes:
    return bytes(PrivateKey(private).public_key)


def new_private() -> bytes:
    return bytes(PrivateKey.generate())


def stretch(text: str, *, salt: bytes, length: int, cost: tuple[int, int]) -> bytes:
    """Argon2id over something a person remembers. `salt` is 16 bytes; `cost` is passes and bytes of memory."""
    passes, memory = cost
    return pwhash.argon2id.kdf(length, text.encode(), salt, opslimit=passes, memlimit=memory)
