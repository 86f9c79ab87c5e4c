"""Wrapping a guardian's private key, and the three parts of the recovery key. Pure.

The parts are SLIP-39 (Trezor's published Shamir scheme, by its own library): 33 words each, with a checksum, any two
of the three."""

from dataclasses import dataclass

from django.conf import settings
from nacl import utils
from shamir_mnemonic import combine_mnemonics, generate_mnemonics
from shamir_mnemonic.utils import MnemonicError

from community.speak_up import sealing

PLACE, SIZES = "guardian key", (64,)
NEEDED, PARTS = 2, 3


class WrongPassphrase(Exception):
    """It does not open the key."""


class WrongParts(Exception):
    """They are not two parts of one recovery key, or a word is wrong."""


@dataclass(frozen=True, slots=True)
class Wrapped:
    salt: bytes
    wrapped: bytes


def wrap(private: bytes, passphrase: str) -> Wrapped:
    salt = utils.random(16)
    return Wrapped(salt, sealing.close(private, key=_key(passphrase, salt), place=PLACE, sizes=SIZES))


def unwrap(wrapped: sealing.Kept, salt: sealing.Kept, passphrase: str) -> bytes:
    """Raises WrongPassphrase."""
    try:
        return sealing.open_closed(wrapped, key=_key(passphrase, bytes(salt)), place=PLACE)
    except sealing.Unreadable as error:
        raise WrongPassphrase from error


def in_parts(private: bytes) -> list[str]:
    """Three lists of words, any two of which give it back."""
    parts: list[str] = generate_mnemonics(1, [(NEEDED, PARTS)], private, extendable=True)[0]
    return parts


def from_parts(parts: list[str]) -> bytes:
    """Raises WrongParts."""
    try:
        found: bytes = combine_mnemonics([" ".join(part.lower().split()) for part in parts])
    except (MnemonicError, ValueError, KeyError) as error:
        raise WrongParts from error
    return found


def _key(passphrase: str, salt: bytes) -> bytes:
    words = " ".join(passphrase.split())
    return sealing.stretch(words, salt=salt, length=sealing.KEY_BYTES, cost=settings.SPEAK_UP_KDF)
