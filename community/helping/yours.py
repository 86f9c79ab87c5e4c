"""What the building holds of a helper."""

from collections.abc import Iterable
from typing import Any

from community.helping.models import SignUp, WelfareCheck
from community.people.models import Person
from community.people.yours.holdings import Holding


def sign_ups(person: Person) -> Iterable[dict[str, Any]]:
    for one in person.sign_ups.select_related("session").order_by("pk"):
        yield {"what": one.session.what, "starts": one.session.starts_at, "signed up": one.at}


def checks(person: Person) -> Iterable[dict[str, Any]]:
    for one in person.welfare_checks.order_by("pk"):
        yield {
            "at": one.at, "how I was": one.get_mood_display(), "rested": one.rested, "it weighed on me": one.weighs_on_me,
        }  # fmt: skip


def _forget(model: Any) -> Any:
    return lambda person: model.objects.filter(person=person).delete()


HOLDINGS = (
    Holding(("helping.SignUp.person",), "Sessions you signed up for", rows=sign_ups, leave=_forget(SignUp),
            erase=_forget(SignUp)),
    Holding(("helping.WelfareCheck.person",), "How you said you were, as a helper", rows=checks,
            erase=_forget(WelfareCheck)),
)  # fmt: skip
STAFF_ONLY = ("helping.Session.made_by",)
