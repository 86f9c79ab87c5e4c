"""A real node with security and TLS on, for one test: the same archive as the services', a certificate of its own."""

import base64
import json
import os
import secrets
import shutil
import signal
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from scripts.services import elastic_archive, elasticsearch
from scripts.services.machine import free_port, service_user
from scripts.services.service import own_file, own_folder

PATIENCE_S = 240.0
SECURITY = """\
xpack.security.http.ssl.enabled: true
xpack.security.http.ssl.key: {config}/node.key
xpack.security.http.ssl.certificate: {config}/node.crt
"""
USERS = ("roles.yml", "users", "users_roles", "role_mapping.yml")


@dataclass(frozen=True)
class Secured:
    url: str
    ca: str
    password: str

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """As the administrator of the cluster."""
        login = base64.b64encode(f"elastic:{self.password}".encode()).decode()
        headers = {"Authorization": f"Basic {login}", "Content-Type": "application/json"}
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.url + path, data=data, headers=headers, method=method)
        trust = urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=self.ca))
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), trust)
        with opener.open(request, timeout=20) as answer:
            told: dict[str, Any] = json.load(answer)
        return told

    def api_key(self, prefix: str) -> str:
        """As docs/search.md says."""
        mine = {"names": [f"{prefix}*"], "privileges": ["read", "write", "manage"]}
        role = {"alongside": {"cluster": [], "indices": [mine]}}
        made = self.ask("POST", "/_security/api_key", {"name": "alongside", "role_descriptors": role})
        return str(made["encoded"])


@contextmanager
def secured_node() -> Iterator[Secured]:
    node, user, room = elastic_archive.ensure(), service_user(), Path(tempfile.mkdtemp(prefix="secured-"))
    room.chmod(0o755)
    for name in ("config", "data", "logs", "tmp"):
        own_folder(room / name, user)
    port, password = free_port(), secrets.token_urlsafe(16)
    _configure(node, room, port, user)
    _keep_password(node, room, user, password)
    with (room / "log").open("wb") as log:
        process = subprocess.Popen(
            elasticsearch.launch(node, room / "config"), cwd=node / "elasticsearch", start_new_session=True,
            env=elasticsearch.environment(node, room), stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            user=user, group=user,
        )  # fmt: skip
        try:
            found = Secured(f"https://127.0.0.1:{port}", str(room / "ca.crt"), password)
            _await(found, process, room / "log")
            yield found
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            shutil.rmtree(room, ignore_errors=True)


def _configure(node: Path, room: Path, port: int, user: str | None) -> None:
    text = elasticsearch.settings(room, port, free_port())
    text = text.replace("xpack.security.enabled: false", "xpack.security.enabled: true")
    source = node / "elasticsearch" / "config"
    elasticsearch.configure(source, room, text + SECURITY.format(config=room / "config"), user)
    for name in USERS:
        own_file(room / "config" / name, (source / name).read_text(), user)
    key, certificate = _certificate()
    own_file(room / "config" / "node.key", key, user)
    own_file(room / "config" / "node.crt", certificate, user)
    (room / "ca.crt").write_text(certificate)


def _keep_password(node: Path, room: Path, user: str | None, password: str) -> None:
    command = [
        part.replace("cli.name=server", "cli.name=keystore").replace("tools/server-cli", "tools/keystore-cli")
        for part in elasticsearch.launch(node, room / "config")
    ]
    for arguments, given in ((["create"], ""), (["add", "-x", "bootstrap.password"], password)):
        subprocess.run(
            [*command, *arguments], input=given, text=True, check=True, cwd=node / "elasticsearch",
            user=user, group=user, env=elasticsearch.environment(node, room), stdout=subprocess.DEVNULL, timeout=120,
        )  # fmt: skip


def _certificate() -> tuple[str, str]:
    """A key and a certificate for 127.0.0.1 that signs itself, for a day."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a node for tests")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    written = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return written.decode(), made.public_bytes(serialization.Encoding.PEM).decode()


def _await(node: Secured, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            node.ask("GET", "/_cluster/health?wait_for_status=yellow&timeout=1s")
            return
        except (OSError, urllib.error.URLError, ValueError):
            assert process.poll() is None, log.read_text(errors="replace")[-2_000:]
            time.sleep(1)
    raise AssertionError(f"no answer; {log.read_text(errors='replace')[-2_000:]}")
