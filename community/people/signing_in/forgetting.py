"""What is over is not kept."""

from community.people.signing_in import limits, sessions


def forget() -> None:
    limits.forget()
    sessions.forget()
