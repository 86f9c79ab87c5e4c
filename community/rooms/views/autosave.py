"""What a page is told whose script keeps what is being written, every few seconds and when it is left."""

from django.http import JsonResponse
from django.utils import timezone

from community.people.models import Person
from community.rooms import drafts
from community.rooms.forms import Drafting


def keep_quietly(*, place: drafts.DraftPlace, form: Drafting, by: Person) -> JsonResponse:
    """The version that is kept and when, or 409 where another page has kept other words since."""
    try:
        kept = drafts.save(place=place, fields=form.drafted(), seen=form.draft_seen, by=by)
    except drafts.NewerDraft:
        return JsonResponse({"newer": True}, status=409)
    saved_at = f"{timezone.localtime(kept.saved_at):%H:%M}" if kept else ""
    return JsonResponse({"draft": kept.version if kept else 0, "saved_at": saved_at})
