"""The questions on the way in, in their order, and what is kept of each answer until all are given."""

import base64
from typing import Any

from django import forms

from community.people import keys
from community.people.joining.agreements import CONSENT_VERSION, RULES_VERSION
from community.people.joining.forms import (
    AvatarForm,
    ConsentForm,
    HandleForm,
    PasswordForm,
    RulesForm,
)
from community.people.models import Key
from community.people.vault import keyring
from community.people.vault.details import Contact, Details, Field, How
from community.people.vault.forms import ReachForm

KEY, ANSWERS = "joining_key", "joining_answers"
# step -> (its one question, the answer that says it was given)
STEPS: dict[str, tuple[type[forms.Form], str]] = {
    "name": (HandleForm, "handle"),
    "picture": (AvatarForm, "avatar"),
    "contact": (ReachForm, "how"),
    "who-reads": (ConsentForm, "consent"),
    "house-rules": (RulesForm, "agree"),
    "password": (PasswordForm, "password"),
}


def of(key: Key) -> list[str]:
    """Staff are reached at work: nobody asks them how."""
    return [step for step in STEPS if not (key.is_for_staff and step == "contact")]


def first_open(key: Key, answers: dict[str, Any]) -> str:
    """The first question without an answer; empty when there is none."""
    return next((step for step in of(key) if STEPS[step][1] not in answers), "")


def form_of(step: str, data: Any, *, key: Key, answers: dict[str, Any]) -> forms.Form:
    form_class = STEPS[step][0]
    if step == "name":
        return HandleForm(data, initial=answers, key=key)
    if step == "password":
        return PasswordForm(data, handle=answers.get("handle", ""))
    if step == "contact":
        return ReachForm(data, initial=_reach(answers, key), heading=True)
    return form_class(data, initial=answers)


def _reach(answers: dict[str, Any], key: Key) -> dict[str, Any]:
    if "reach" not in answers:
        return answers
    contact = _unsealed(answers["reach"], key)
    return {"how": contact.how, "contact_to": contact.value}


def answer_of(step: str, form: forms.Form, *, key: Key) -> dict[str, Any]:
    """What the session keeps: of a contact the way, and the address only as the vault sealed it."""
    if not isinstance(form, ReachForm):
        return dict(form.cleaned_data)
    contact = form.contact()
    return {"how": contact.how.value, "reach": _sealed(contact, key)}


def reach_in_words(answers: dict[str, Any]) -> str:
    return How(answers["how"]).label if "how" in answers else ""


def joining(key: Key, answers: dict[str, Any]) -> keys.Joining:
    contact = None if key.is_for_staff else _unsealed(answers["reach"], key)
    return keys.Joining(
        answers["handle"], answers["avatar"], answers["password"], RULES_VERSION, CONSENT_VERSION, contact
    )


def _sealed(contact: Contact, key: Key) -> str:
    """Bound to this key: what lies in a session of another key does not open."""
    sealed = keyring.seal(Details(contact=contact).texts(), Field.CONTACT, row=f"joining {key.ref}")
    return base64.b64encode(sealed).decode()


def _unsealed(kept: str, key: Key) -> Contact:
    return Contact.read(keyring.unseal(base64.b64decode(kept), row=f"joining {key.ref}", field=Field.CONTACT))
