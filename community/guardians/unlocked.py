"""Before a page that opens reports: the guardian's key has to be unlocked in this session."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from community.guardians import actions, unlocking
from community.guardians.actions import Guardian
from community.guardians.models import Custody
from community.people.requests import SignedInRequest


class GuardianRequest(SignedInRequest):
    guardian: Guardian


def unlocked(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Leads whoever has no key, or a locked one, to where they make or unlock it. Asks no report before that."""

    @wraps(view)
    def with_the_key(request: GuardianRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        custody = Custody.objects.visible_to(request.user).select_related("person").first()
        if custody is None:
            return redirect("guardian_key")
        private = unlocking.unlocked(request)
        if private is None:
            return redirect("guardian_unlock")
        found = actions.guardian_of(custody=custody, private=private)
        if found is None:
            return render(request, "guardians/another_key.html", status=409)
        request.guardian = found
        return view(request, *args, **kwargs)

    return with_the_key
