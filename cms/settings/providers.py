"""Sign-in providers as the environment names them: OIDC_STAFF_… and OIDC_MEMBER_…; none named, none there."""

from pathlib import Path
from typing import Any

import environ

LABELS = {"staff": "your staff sign-in", "member": "NHS login"}


def providers_from(env: environ.Env) -> dict[str, dict[str, Any]]:
    return {
        name: _one(env, f"OIDC_{name.upper()}_", name)
        for name in LABELS
        if env(f"OIDC_{name.upper()}_ISSUER", default="")
    }


def _one(env: environ.Env, start: str, name: str) -> dict[str, Any]:
    key_file = env(f"{start}KEY_FILE", default="")
    return {
        "label": env(f"{start}LABEL", default=LABELS[name]),
        "issuer": env(f"{start}ISSUER"),
        "client_id": env(f"{start}CLIENT_ID"),
        "client_secret": env(f"{start}CLIENT_SECRET", default=""),
        "private_key": Path(key_file).read_text() if key_file else "",
        "client_alg": env(f"{start}CLIENT_ALG", default="RS512"),
        "id_token_alg": env(f"{start}ID_TOKEN_ALG", default="RS512" if name == "member" else "RS256"),
        "scope": env(f"{start}SCOPE", default="openid"),
        "acr_values": env(f"{start}ACR_VALUES", default=""),
        "second_factor_acr": tuple(env.list(f"{start}SECOND_FACTOR_ACR", default=[])),
        "second_factor_amr": tuple(env.list(f"{start}SECOND_FACTOR_AMR", default=[])),
    }
