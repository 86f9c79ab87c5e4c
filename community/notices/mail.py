"""The one builder of mails to members. It takes no text: a mail says that there is something new, and nothing else.

Who reads over somebody's shoulder, or has their phone, learns neither what this is about nor who wrote. The link leads
to the sign-in page, and on to the notices."""

from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables

from cms.envelope import neutral
from community.notices import stopping
from community.notices.models import MailKind
from community.people.models import Person
from community.people.vault import actions as vault

SUBJECTS = {MailKind.NEW: "You have a new message", MailKind.DIGEST: "You have new messages"}
BODY = """Hello,

there is something new for you. Sign in to read it:
{sign_in}

You do not have to do anything. Please do not answer this e-mail: nobody reads the answers.

If you want no more e-mail from us:
{stop}
"""


def _work_address(person: Person) -> str:
    return person.email


_staff_address: Callable[[Person], str] = _work_address


def register_staff_address(address: Callable[[Person], str]) -> None:
    """Where somebody who works here is reached by e-mail; empty for who has not said."""
    global _staff_address
    _staff_address = address


@sensitive_variables()
def address_of(person: Person) -> str:
    """Of a member what the vault holds, of staff their work address."""
    return _staff_address(person) if person.works_here else vault.mail_address_of(person=person)


@sensitive_variables()
def build(kind: MailKind, person: Person) -> EmailMessage | None:
    """None for somebody who gave no address to write to. Keeps what the way out in the mail hashes to."""
    address = address_of(person)
    if not address:
        return None
    stop = settings.SITE_ADDRESS + reverse("mail_stop", args=[stopping.new_token(person)])
    return neutral(
        SUBJECTS[MailKind(kind)],
        BODY.format(sign_in=settings.SITE_ADDRESS + reverse("notices"), stop=stop),
        to=address,
        headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )
