"""Rules out to a file, and in from one."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.people import audit
from community.people.policies import require
from community.people.requests import SignedInRequest
from risk_jobs.words import actions, exchange, policies
from risk_jobs.words.forms import UploadForm
from risk_jobs.words.models import Rule

WRITERS = {"csv": (exchange.as_csv, "text/csv"), "json": (exchange.as_json, "application/json")}


@require_safe
def rules_download(request: SignedInRequest, form: str) -> HttpResponse:
    if form not in WRITERS:
        raise Http404
    write, kind = WRITERS[form]
    rules = Rule.objects.visible_to(request.user).select_related("service").prefetch_related("versions")
    audit.write(who=request.user, did="downloaded the rules", what=f"rules:{form}")
    answer = HttpResponse(write(rules), content_type=f"{kind}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="rules.{form}"'
    return answer


def rules_upload(request: SignedInRequest) -> HttpResponse:
    require(policies.can_write_for(request.user, None), actions.NOT_YOURS)
    form = UploadForm(request.POST or None, request.FILES or None)
    outcome = None
    if form.is_valid():
        try:
            outcome = exchange.bring_in(
                content=form.cleaned_data["file"].read(exchange.LARGEST + 1), by=request.user
            )
        except exchange.BadFile as bad:
            form.add_error("file", str(bad))
    return render(request, "words/rules_upload.html", {"form": form, "outcome": outcome})
