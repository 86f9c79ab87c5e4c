"""A guardian's own key: make it, unlock it, change its passphrase, get it back."""

from django.contrib import messages
from django.core.cache import cache
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from community.guardians import ceremony, keys, unlocking
from community.guardians.forms import KeyForm, NewPassphrase, RecoverForm, UnlockForm
from community.guardians.models import Custody, RecoveryKey
from community.guardians.unlocked import GuardianRequest, unlocked
from community.people.requests import SignedInRequest

MOST_GUESSES, FOR_S = 10, 900
WAIT = "Ten wrong tries. Wait fifteen minutes, then try again."


@never_cache
@sensitive_post_parameters()
def guardian_key(request: SignedInRequest) -> HttpResponse:
    """How one's key stands; made here where there is none."""
    custody = _mine(request)
    form = KeyForm(request.POST or None)
    if custody is None and request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            ceremony.make_key(
                by=request.user, name=given["name"], says=given["says"], outside=given["outside"],
                passphrase=given["secret_words"], mail_to=given["mail_to"],
            )  # fmt: skip
        except ceremony.AlreadyHasOne:
            messages.warning(request, "You have a key already.")
        return redirect("guardian_unlock")
    recovery = RecoveryKey.objects.filter(stands=True).first()
    return render(request, "guardians/key.html", {"form": form, "custody": custody, "recovery": recovery})


@never_cache
@sensitive_post_parameters()
def guardian_unlock(request: SignedInRequest) -> HttpResponse:
    custody = _mine(request)
    if custody is None:
        return redirect("guardian_key")
    form = UnlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        private = _tried(form, custody, request)
        if private is not None:
            return unlocking.unlock(request, redirect("guardian"), private)
    return render(request, "guardians/unlock.html", {"form": form})


def _tried(form: Form, custody: Custody, request: SignedInRequest) -> bytes | None:
    """Guesses are counted for the key, not for the browser."""
    name = f"speak-up-guesses:{custody.pk}"
    if (cache.get_or_set(name, 0, FOR_S) or 0) >= MOST_GUESSES:
        form.add_error(None, WAIT)
        return None
    try:
        return ceremony.unlock(custody=custody, passphrase=form.cleaned_data["secret_words"], by=request.user)
    except keys.WrongPassphrase:
        cache.incr(name)
        form.add_error("secret_words", "This does not open your key.")
        return None


@require_POST
def guardian_lock(request: SignedInRequest) -> HttpResponse:
    return unlocking.lock(request, redirect("guardian_unlock"))


@never_cache
@sensitive_post_parameters()
@unlocked
def guardian_passphrase(request: GuardianRequest) -> HttpResponse:
    form = NewPassphrase(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ceremony.change_passphrase(
            custody=Custody.objects.visible_to(request.user).get(), private=request.guardian.private,
            passphrase=form.cleaned_data["secret_words"], by=request.user,
        )  # fmt: skip
        messages.success(request, "The old passphrase opens nothing any more.")
        return redirect("guardian_key")
    return render(request, "guardians/passphrase.html", {"form": form})


@never_cache
@sensitive_post_parameters()
def guardian_recover(request: SignedInRequest) -> HttpResponse:
    """Two holders of the recovery key stand beside the guardian, each types their own words."""
    custody = _mine(request)
    if custody is None:
        return redirect("guardian_key")
    form = RecoverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        parts = [form.cleaned_data["secret_part_1"], form.cleaned_data["secret_part_2"]]
        try:
            private = ceremony.recover(
                custody=custody, parts=parts, passphrase=form.cleaned_data["secret_words"], by=request.user
            )
        except keys.WrongParts:
            form.add_error(None, "These are not two parts of your recovery key. Look at each word again.")
        except ceremony.NoRecovery:
            form.add_error(None, "This key was made before there was a recovery key. It cannot be recovered.")
        else:
            return unlocking.unlock(request, redirect("guardian"), private)
    return render(request, "guardians/recover.html", {"form": form})


def _mine(request: SignedInRequest) -> Custody | None:
    return Custody.objects.visible_to(request.user).select_related("person").first()
