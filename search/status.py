"""Is search whole? For an administrator's eyes, a monitor's exit status, the staff's page and the start of a server."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Count, Min
from django.utils import timezone

from community.utterances.models import Utterance
from search.analysis import views_version
from search.backends import backend
from search.backends.base import DRIFTED, Health
from search.models import Rebuild


@dataclass(frozen=True, slots=True)
class Status:
    """`oldest`: since when a text is owed. `views`: which words texts are indexed under."""

    engine: str
    health: Health
    owed: int
    oldest: datetime | None
    views: str
    rebuild: Rebuild | None

    @property
    def minutes(self) -> int:
        return int((timezone.now() - self.oldest).total_seconds() // 60) if self.oldest else 0


def status() -> Status:
    engine = backend()
    owed = Utterance.objects.unindexed().aggregate(texts=Count("pk"), oldest=Min("said_at"))
    newest = Rebuild.objects.order_by("-started_at").first()
    name = type(engine).__name__.removesuffix("Backend")
    return Status(name, engine.health(), owed["texts"], owed["oldest"], views_version(), newest)


def refuse_a_drifted_index() -> None:
    """Before a server's first request: an index of another shape would take in texts and not find them again. One that
    does not answer is no reason not to start: people write without it, and nothing is lost."""
    health = backend().health()
    if health.reason == DRIFTED:
        raise ImproperlyConfigured(DRIFTED)
