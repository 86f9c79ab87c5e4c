"""allauth's own social sign-in is not installed: `providers/` speaks OpenID Connect instead. Should an installation
add it, this adapter stands already: it makes no account, and keeps of a provider a digest of who somebody is there."""

from typing import Any

from allauth.core.exceptions import SignupClosedException
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from community.people.signing_in.providers.identities import digest_of


class KeysOnlySocialAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Any:
        raise SignupClosedException

    def authenticate_by_email(self, sociallogin: Any) -> None:
        """An address that a provider names opens nobody's account."""

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: Any) -> Any:
        """Called before anything is looked up or saved: what the provider told ends here."""
        account = sociallogin.account
        account.uid = digest_of({"iss": account.provider, "sub": account.uid})
        account.extra_data = {}
        sociallogin.email_addresses, sociallogin.phone, sociallogin.token = [], None, None
        return sociallogin.user
