"""What the rules missed: said by staff of any text, and looked for in the random audit."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from community.people.requests import SignedInRequest
from community.rooms.models import Post
from community.utterances.models import Utterance
from risk_jobs.words import audit_texts, missed
from risk_jobs.words.forms import MissedForm
from risk_jobs.words.models import AuditText


def missed_post(request: SignedInRequest, thread: str, number: int) -> HttpResponse:
    """From the button at a post."""
    posts = Post.objects.visible_to(request.user)
    pk = posts.filter(in_thread__ref=thread, number=number).values_list("pk", flat=True).first()
    text = missed.text_of_post(request.user, pk) if pk is not None else None
    if text is None:
        raise Http404
    return _missed(request, text)


def missed_text(request: SignedInRequest, text: UUID) -> HttpResponse:
    """From search at the desk, and from the random audit."""
    return _missed(request, get_object_or_404(missed.texts_for(request.user), ref=text))


def _missed(request: SignedInRequest, text: Utterance) -> HttpResponse:
    already = missed.on_the_desk(text)
    if already is not None:
        messages.warning(request, "This text is on the desk already.")
        return redirect(already)
    form = MissedForm(request.POST or None)
    if form.is_valid():
        by_audit = AuditText.objects.filter(utterance=text, answer=True).exists()
        try:
            case = missed.report(utterance=text, by=request.user, by_audit=by_audit, **form.said())
        except missed.Already as known:
            return redirect(known.case)
        messages.success(request, "It is on the desk now, and counted as missed by the rules.")
        return redirect(case)
    return render(request, "words/missed.html", {"form": form, "text": text})


def rules_audit(request: SignedInRequest) -> HttpResponse:
    """One text at a time, without a word of what the rules made of it; below, what the answers say so far."""
    text = audit_texts.next_for(request.user)
    if request.method == "POST":
        return _answered(request)
    if text is not None:
        audit_texts.record_reading(text, by=request.user)
    estimates = audit_texts.estimates(request.user, today=timezone.localdate())
    return render(request, "words/rules_audit.html", {"text": text, "estimates": estimates})


def _answered(request: SignedInRequest) -> HttpResponse:
    services = [one.service.pk for one in audit_texts.estimates(request.user, today=timezone.localdate())]
    seen = AuditText.objects.filter(service__in=services).select_related("utterance")
    text = get_object_or_404(seen, ref=request.POST.get("text", "")[:60].replace("\x00", ""))
    if request.POST.get("should") not in ("yes", "no"):
        return redirect("rules_audit")
    should = request.POST["should"] == "yes"
    audit_texts.answer(text=text, should=should, by=request.user)
    if should and missed.on_the_desk(text.utterance) is None:
        return redirect("missed_text", text.utterance.ref)
    messages.success(request, "Kept. Thank you.")
    return redirect("rules_audit")
