import pytest

from community.people.appointments import appoint
from community.people.models import Person
from community.people.roles import Role
from risk_jobs.words import actions
from risk_jobs.words.models import RuleVersion
from tests import cast

TEXT = """\
id: purging.zorb
name: Zorbing
topic: purging
priority: 2
owner: Cleo
review: '2027-06-30'
rationale: A word that members of the tests use for purging.
any:
  - '"been zorbing"~2'
  - zorbed
must_match:
  - I have been zorbing again
  - P2: zorbed after dinner
  - been zorbing since Sunday
must_not_match:
  - the weather is fine
  - I had dinner
  - P3: I haven't zorbed for a month
"""


def text(**changed: str) -> str:
    """The rule of the tests with words changed: text(zorb="blip") is another rule."""
    found = TEXT
    for old, new in changed.items():
        found = found.replace(old, new)
    return found


@pytest.fixture
def dora(building) -> Person:
    """A second clinician of Cleo's service."""
    person = cast._person("dora-clinician")
    appoint(person=person, service=building.eating_disorders, role=Role.CLINICIAN)
    cast.TOTP.activate(person, cast.TOTP_SECRET)
    return person


@pytest.fixture
def draft(building) -> RuleVersion:
    return actions.start_rule(text=TEXT, service=None, by=building.cleo, why="Heard in the room")
