"""The outside of every mail that leaves the building: a sender that says nothing, and no name of a machine."""

from collections.abc import Mapping
from email.utils import formataddr, make_msgid
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage


def neutral(
    subject: str, body: str, *, to: str, once: str | None = None, headers: Mapping[str, str] = {}, connection: Any = None
) -> EmailMessage:  # fmt: skip
    """`once`: the same for every try of one mail, so that whoever takes it may drop a double."""
    sender = settings.DEFAULT_FROM_EMAIL
    domain = sender.rpartition("@")[2]
    return EmailMessage(
        subject=subject,
        body=body,
        from_email=formataddr((settings.MAIL_SENDER, sender)),
        to=[to],
        headers={
            # Without the name of the machine that sent it.
            "Message-ID": f"<{once}@{domain}>" if once else make_msgid(domain=domain),
            "Auto-Submitted": "auto-generated",
            **headers,
        },
        connection=connection,
    )
