"""Public ids."""

import secrets

REF_LENGTH = 12


def new_ref() -> str:
    """A public id that tells nothing: not how many there are, nor which came first (60 bits)."""
    alphabet = "23456789abcdefghjkmnpqrstuvwxyz"
    return "".join(secrets.choice(alphabet) for _ in range(REF_LENGTH))
