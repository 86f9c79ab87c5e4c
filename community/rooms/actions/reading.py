"""What readers keep of a thread."""

from django.utils import timezone

from community.people.models import Person
from community.rooms.models import ReadMarker, Thread


def mark_read(*, thread: Thread, number: int, by: Person) -> None:
    """Remember how far somebody has read; never backwards, and without a write when nothing moved on."""
    marker, made = ReadMarker.objects.get_or_create(person=by, in_thread=thread, defaults={"number": number})
    if not made and marker.number < number:
        ReadMarker.objects.filter(pk=marker.pk, number__lt=number).update(
            number=number, read_at=timezone.now()
        )
