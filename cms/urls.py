"""Where the rooms of the house are joined. They are named by dotted strings: `cms` imports nothing to its right.

Who each address is for stands in `routes.tsv`; an address that is not in that table is shut."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from cms import files
from cms.home.views import not_found


def closed(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """For names that packages ask for and nobody needs here."""
    raise Http404


to_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)

sign_in = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("sign-in/again/", account.reauthenticate, name="account_reauthenticate"),
    path("sign-in/inactive/", account.account_inactive, name="account_inactive"),
    path("sign-in/code/", second_factor.authenticate, name="mfa_authenticate"),
    path("sign-in/code/again/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("you/second-factor/", second_factor.index, name="mfa_index"),
    path("sign-in/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("you/second-factor/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("you/second-factor/codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "you/second-factor/codes/new/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "you/second-factor/codes/file/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    # Names allauth's own pages link to; nobody signs up without a key, and no account has an e-mail address.
    path("closed/sign-up/", closed, name="account_signup"),
    path("closed/email/", closed, name="account_email"),
    path("closed/password-reset/", closed, name="account_reset_password"),
    path("closed/password-set/", closed, name="account_set_password"),
]

urlpatterns = [
    path("", include("cms.home.urls")),
    path("", include("cms.help.urls")),
    path("", include("cms.health.urls")),
    path("", include(sign_in)),
    path("", include("community.people.vault.urls")),
    path("", include("community.people.yours.urls")),
    path("", include("community.people.urls")),
    path("", include("community.people.signing_in.urls")),
    path("", include("community.notices.urls")),
    path("", include("community.concerns.urls")),
    path("", include("community.moderation.urls")),
    path("", include("community.remembrance.urls")),
    path("", include("community.rooms.urls")),
    path("", include("community.living_room.urls")),
    path("", include("search.urls")),
    path("", include("community.messages.urls")),
    path("", include("community.helping.urls")),
    path("", include("community.guardians.urls")),
    path("", include("community.wellbeing.urls")),
    path("", include("risk_jobs.desk.urls")),
    path("", include("risk_jobs.welfare.urls")),
    path("", include("risk_jobs.handover.urls")),
    path("", include("risk_jobs.on_call.urls")),
    path("", include("risk_jobs.proof.urls")),
    path("", include("risk_jobs.returns.urls")),
    path("", include("risk_jobs.words.urls")),
    path("", include("risk_jobs.watches.urls")),
    path(f"{settings.MEDIA_URL.strip('/')}/<path:path>", files.file, name="file"),
    # Wagtail brings password logins of its own that would skip the second factor.
    path("cms/login/", to_sign_in),
    path("_util/login/", to_sign_in),
    path("cms/", include(wagtailadmin_urls)),
    path("", include("cms.library.urls")),
    path("", include(wagtail_urls)),
]

handler404 = not_found
