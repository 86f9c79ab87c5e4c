"""The provider as a process of its own: installed once from its lock file, started on a free port, ended with us."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from joserfc.jwk import RSAKey

from risk_jobs.undertaker import die_with_parent
from scripts.environment import alone

HERE = Path(__file__).parent
INSTALLED_WITHIN_S = 300
SECRET = "a-secret-only-for-tests"


@dataclass(frozen=True)
class Standing:
    issuer: str
    private_key: str  # PEM, with which the members' client signs


def install() -> None:
    """As `npm ci` does it, unless what the lock file names is there already."""
    stamp = HERE / "node_modules" / ".package-lock.json"
    with alone(HERE.parent.parent / "var" / "oidc-provider.lock"):
        if stamp.exists() and stamp.stat().st_mtime >= (HERE / "package-lock.json").stat().st_mtime:
            return
        npm = shutil.which("npm")
        if npm is None:
            raise LookupError("npm is not here: install Node.js 20 or newer (Debian: nodejs and npm).")
        subprocess.run(
            [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
            cwd=HERE, check=True, capture_output=True, timeout=INSTALLED_WITHIN_S,
        )  # fmt: skip
        stamp.touch()


@contextmanager
def standing(*homes: str) -> Iterator[Standing]:
    """Up, and leading back to these addresses of ours; down afterwards."""
    install()
    key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS512"})
    redirects = {
        name: [f"{home}/sign-in/with/{name}/back/" for home in homes] for name in ("staff", "member")
    }
    given = {
        "port": 0,
        "staff": {"redirects": redirects["staff"]},
        "member": {"redirects": redirects["member"], "jwks": {"keys": [key.as_dict(private=False)]}},
    }
    with subprocess.Popen(
        ["node", "provider.js", json.dumps(given)],
        cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, preexec_fn=die_with_parent,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        try:
            said = json.loads(process.stdout.readline())
            yield Standing(said["issuer"], key.as_pem(private=True).decode())
        finally:
            process.terminate()


def settings_for(provider: Standing) -> dict[str, dict[str, object]]:
    """What the environment would name, as `settings.SIGN_IN_PROVIDERS`."""
    common = {"issuer": provider.issuer, "label": "the provider"}
    return {
        "staff": common | {"client_id": "staff", "client_secret": SECRET, "id_token_alg": "RS256",
                           "acr_values": "card one", "second_factor_acr": ("card",)},
        "member": common | {"client_id": "member", "private_key": provider.private_key, "id_token_alg": "RS512"},
    }  # fmt: skip
