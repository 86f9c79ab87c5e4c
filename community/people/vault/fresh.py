"""A fresh sign-in before anything of the vault, as everywhere else; but nothing typed here waits for it in the
session, which is a row of the database: the form is asked for again instead."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from community.people.requests import SignedInRequest
from community.people.signing_in.fresh import is_fresh, show_it_is_you

View = Callable[..., HttpResponse]


def fresh_sign_in_keeping_nothing(view: View) -> View:
    @wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        return redirect(request.get_full_path()) if request.method == "POST" else show_it_is_you(request)

    return never_cache(guarded)
