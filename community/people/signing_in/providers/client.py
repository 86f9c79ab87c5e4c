"""The conversation with a provider: code flow with PKCE, and an ID token of which everything is checked.

Authlib speaks OAuth (also `private_key_jwt`, RFC 7523), joserfc checks signatures; the claims are OpenID Connect Core 1.0,
3.1.3.7."""

import hashlib
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from django.conf import settings
from django.core.cache import cache
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

TIMEOUT_S, LEEWAY_S, KEPT_S = 5, 60, 600
ANEW_WITHIN_S = 600


class ProviderTrouble(Exception):
    """The provider did not answer, or answered what we do not believe. Says nothing of who it was about."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One configured provider. `client_secret` or `private_key` (PEM), never both."""

    name: str
    label: str
    issuer: str
    client_id: str
    client_secret: str = ""
    private_key: str = ""
    client_alg: str = "RS512"
    id_token_alg: str = "RS256"  # noqa: S105  no password
    scope: str = "openid"
    acr_values: str = ""
    second_factor_acr: tuple[str, ...] = ()
    second_factor_amr: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What was sent with somebody to the provider, and must come back; kept in their session, for one use."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def anew(cls) -> "Asked":
        return cls(*(secrets.token_urlsafe(48) for _ in range(3)))


def provider(name: str) -> Provider | None:
    configured = settings.SIGN_IN_PROVIDERS.get(name)
    return Provider(name=name, **configured) if configured else None


def address_to_ask(at: Provider, asked: Asked, come_back_to: str, *, anew: bool = False) -> str:
    """`anew`: who is still signed in there must show again who they are (OpenID Connect Core 1.0, 3.1.2.1)."""
    question = {
        "response_type": "code", "client_id": at.client_id, "redirect_uri": come_back_to, "scope": at.scope,
        "state": asked.state, "nonce": asked.nonce, "code_challenge_method": "S256",
        "code_challenge": create_s256_code_challenge(asked.verifier),
    }  # fmt: skip
    if anew:
        question |= {"prompt": "login", "max_age": "0"}
    if at.acr_values:
        question["acr_values"] = at.acr_values
    return f"{_discovered(at)['authorization_endpoint']}?{urlencode(question)}"


def claims_for(at: Provider, asked: Asked, code: str, come_back_to: str) -> dict[str, Any]:
    """Exchange the code for an ID token and return its claims, all checked; raises ProviderTrouble."""
    endpoint = _discovered(at)["token_endpoint"]
    how: dict[str, Any] = {
        "client_secret": at.client_secret,
        "token_endpoint_auth_method": "client_secret_basic",
    }
    if at.private_key:
        how = {
            "client_secret": at.private_key,
            "token_endpoint_auth_method": PrivateKeyJWT(endpoint, alg=at.client_alg),
        }
    try:
        with OAuth2Session(at.client_id, redirect_uri=come_back_to, **how) as session:
            answer = session.fetch_token(endpoint, code=code, code_verifier=asked.verifier, timeout=TIMEOUT_S)
    except (AuthlibBaseError, requests.RequestException, ValueError) as error:
        raise ProviderTrouble("no token for this code") from error
    return checked(at, asked, str(answer.get("id_token", "")))


def checked(at: Provider, asked: Asked, id_token: str) -> dict[str, Any]:
    """The claims of an ID token that this provider signed, for us, now, in answer to this question."""
    token = _decoded(at, id_token)
    rules = jwt.JWTClaimsRegistry(
        now=int(time.time()),
        leeway=LEEWAY_S,
        iss={"essential": True, "value": at.issuer},
        aud={"essential": True, "value": at.client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": asked.nonce},
    )
    try:
        rules.validate(token.claims)
    except JoseError as error:
        raise ProviderTrouble("claims") from error
    audience = token.claims["aud"]
    if isinstance(audience, list) and len(audience) > 1 and token.claims.get("azp") != at.client_id:
        raise ProviderTrouble("authorized party")
    if not isinstance(token.claims["sub"], str) or not token.claims["sub"]:
        raise ProviderTrouble("subject")
    return dict(token.claims)


def _decoded(at: Provider, id_token: str) -> jwt.Token:
    """By the one algorithm that was agreed; the provider's keys are asked for again when it has new ones."""
    for again in (False, True):
        try:
            return jwt.decode(id_token, _keys(at, again), algorithms=[at.id_token_alg])
        except (JoseError, ValueError, KeyError) as error:
            trouble = error
    raise ProviderTrouble("signature") from trouble


def was_asked_anew(claims: dict[str, Any]) -> bool:
    """Whether they showed the provider who they are just now. One that does not say so has not asked."""
    when = claims.get("auth_time")
    return isinstance(when, int) and time.time() - when < ANEW_WITHIN_S + LEEWAY_S


def gave_second_factor(at: Provider, claims: dict[str, Any]) -> bool:
    amr = claims.get("amr") or []
    return claims.get("acr") in at.second_factor_acr or (
        isinstance(amr, list) and not set(map(str, amr)).isdisjoint(at.second_factor_amr)
    )


def _discovered(at: Provider) -> dict[str, Any]:
    found = _fetched(f"{at.issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != at.issuer:
        raise ProviderTrouble("issuer")
    for endpoint in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        address = str(found.get(endpoint, ""))
        if not address.startswith("https://") and not settings.OIDC_WITHOUT_TLS:
            raise ProviderTrouble(endpoint)
    return found


def _keys(at: Provider, again: bool) -> KeySet:
    return KeySet.import_key_set(_fetched(_discovered(at)["jwks_uri"], again=again))  # type: ignore[arg-type]


def _fetched(address: str, *, again: bool = False) -> dict[str, Any]:
    """A public JSON document of the provider, kept for ten minutes."""
    name = f"provider-{hashlib.sha256(address.encode()).hexdigest()}"
    kept: dict[str, Any] | None = None if again else cache.get(name)
    if kept is None:
        try:
            answer = requests.get(address, timeout=TIMEOUT_S, allow_redirects=False)
            answer.raise_for_status()
            kept = answer.json()
        except (requests.RequestException, ValueError) as error:
            raise ProviderTrouble("no answer") from error
        if not isinstance(kept, dict):
            raise ProviderTrouble("no document")
        cache.set(name, kept, KEPT_S)
    return kept
