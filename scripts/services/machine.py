"""What the machine must offer: Debian packages, an unprivileged user, free ports."""

import os
import pwd
import random
import shutil
import socket

from .process import Trouble, helper, say

#: Below Linux's range for outgoing connections, so that a killed service finds its port free again.
PORTS = range(15000, 32000)
ACCOUNT = "alongside"


def install(packages: list[str]) -> None:
    """Install Debian packages, or say in one sentence which are missing and why we could not."""
    if not packages:
        return
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        raise Trouble(f"missing: {names} (no apt-get here to install them with)")
    root = privilege()
    if root is None:
        raise Trouble(f"missing Debian packages: {names} (needs root or passwordless sudo to install them)")
    say(f"installing {names} ...")
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        _apt(root, arguments, names)


def _apt(root: list[str], arguments: list[str], names: str) -> None:
    command = [
        *root,
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-q",
        "-o",
        "DPkg::Lock::Timeout=300",
    ]
    try:
        helper([*command, *arguments], to_the_end=True, patience=1800)
    except Trouble as trouble:
        raise Trouble(f"apt-get {arguments[0]} for {names}: {trouble}") from None


def privilege() -> list[str] | None:
    """What to put before a command that needs root: nothing, sudo, or None when there is no way."""
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    try:
        helper(["sudo", "-n", "true"], patience=10)
    except Trouble:
        return None
    return ["sudo", "-n"]


def service_user() -> str | None:
    """Whom to run servers as that refuse root: None means ourselves."""
    if os.geteuid():
        return None
    for name in ("postgres", ACCOUNT):
        if _is_user(name):
            return name
    helper(
        ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
    )
    return ACCOUNT


def _is_user(name: str) -> bool:
    try:
        return bool(pwd.getpwnam(name))
    except KeyError:
        return False


_given: set[int] = set()


def free_port() -> int:
    """A loopback port nobody listens on and that we have not just given away."""
    for port in random.sample(PORTS, 200):
        if port not in _given and _is_free(port):
            _given.add(port)
            return port
    raise Trouble("no free port on 127.0.0.1")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def answers(host: str, port: int) -> bool:
    """Whether anybody listens there."""
    try:
        socket.create_connection((host, port), timeout=3).close()
    except OSError:
        return False
    return True
