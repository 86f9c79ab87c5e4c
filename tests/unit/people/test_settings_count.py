"""Each thing that a service sets for itself, changed in the CMS by who runs it, and what is other from then on."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from community.people import keys
from community.people.models import Appointment, Key, Person
from community.people.roles import Role
from community.people.services import actions
from community.rooms import notes
from risk_jobs.desk import actions as desk
from risk_jobs.desk.models import Case
from tests.cast import say
from tests.unit.people.test_keys import CODE_OF, at_the_door
from tests.unit.people.test_service_settings import edit_page, filled, one


@pytest.fixture
def sets(building, sign_in):
    """`sets(one("word_lists", …), brand=…)`: Sam saves the page of the service with this."""

    def save(rows: dict[str, str] | None = None, **fields: str) -> None:
        service = building.eating_disorders
        answer = sign_in(building.sam).post(edit_page(service), filled(service) | (rows or {}) | fields)
        assert answer.status_code == 302, answer.context["form"].errors
        service.refresh_from_db()

    return save


def words(use: str, *lines: str, name: str = "Ours") -> dict[str, str]:
    return one("word_lists", name=name, use=use, words="\n".join(lines))
