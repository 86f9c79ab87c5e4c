"""Elasticsearch: one real node. Its archive has no start script; the Java launcher does its work."""

import json
import os
import urllib.error
import urllib.request
from pathlib import Path

from . import elastic_archive
from .machine import free_port
from .process import Trouble
from .service import Service, base_environment, own_file, own_folder
from .state import Record

#: Never through a proxy of the environment: the node is on this machine.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Elasticsearch(Service):
    name = "elasticsearch"
    variable = "ELASTICSEARCH_URL"
    patience = 180.0

    def missing_packages(self) -> list[str]:
        return elastic_archive.missing_packages()

    def prepare(self, room: Path, user: str | None) -> Record:
        node = elastic_archive.ensure()
        port, transport = free_port(), free_port()
        for name in ("config", "data", "logs", "tmp"):
            own_folder(room / name, user)
        configure(node / "elasticsearch" / "config", room, settings(room, port, transport), user)
        return Record(
            name=self.name,
            variable=self.variable,
            url=f"http://127.0.0.1:{port}",
            port=port,
            command=launch(node, room / "config"),
            cwd=str(node / "elasticsearch"),  # the launcher looks for lib/ and modules/ there,
            env=environment(node, room),
            user=user,
        )

    def ready(self, record: Record) -> bool:
        """The cluster is formed and its shards are back, not only the port open."""
        address = f"{record.url}/_cluster/health?wait_for_status=yellow&timeout=1s"
        try:
            with _direct.open(address, timeout=3) as answer:
                return json.load(answer)["status"] in ("yellow", "green")
        except (OSError, urllib.error.URLError, ValueError, KeyError):
            return False


def heap() -> str:
    """The node's heap as Java writes it; small, as tests hold few documents."""
    size = os.environ.get("ALONGSIDE_ES_HEAP", "512m")
    if not (size[:-1].isdigit() and size[-1:] in "kKmMgG"):
        raise Trouble(f"ALONGSIDE_ES_HEAP is {size!r}; write it as 512m or 2g")
    return size


def environment(node: Path, room: Path) -> dict[str, str]:
    size = heap()
    return base_environment(
        ES_JAVA_HOME=str(node / "java"), ES_JAVA_OPTS=f"-Xms{size} -Xmx{size}", ES_TMPDIR=str(room / "tmp")
    )


def launch(node: Path, config: Path) -> list[str]:
    """The command that bin/elasticsearch would run, if the archive had it."""
    home = node / "elasticsearch"
    properties = {
        "cli.name": "server",
        "cli.script": f"{home}/bin/elasticsearch",
        "cli.libs": "lib/tools/server-cli",
        "es.path.home": home,
        "es.path.conf": config,
        "es.distribution.type": "tar",
    }
    java = [str(node / "java" / "bin" / "java"), "-Xms4m", "-Xmx64m", "-XX:+UseSerialGC"]
    classes = ["-cp", f"{home}/lib/*:{home}/lib/cli-launcher/*"]
    options = [f"-D{key}={value}" for key, value in properties.items()]
    return [*java, *options, *classes, "org.elasticsearch.launcher.CliToolLauncher"]


def configure(source: Path, room: Path, text: str, user: str | None) -> None:
    """The node's three files, in a folder of its own: the cache is shared and not writable."""
    target = room / "config"
    own_file(target / "elasticsearch.yml", text, user)
    own_file(target / "jvm.options", jvm_options((source / "jvm.options").read_text(), room), user)
    own_file(target / "log4j2.properties", LOGGING, user)


def jvm_options(text: str, room: Path) -> str:
    """The shipped options with our folders; without the trace of the collector, which nobody reads here."""
    lines = [line for line in text.splitlines() if line and not line.startswith(("#", "-Xlog:gc"))]
    moved = (
        "\n".join(lines)
        .replace("=logs/", f"={room}/logs/")
        .replace("HeapDumpPath=data", f"HeapDumpPath={room}/data")
    )
    return moved + "\n"


def settings(room: Path, port: int, transport: int) -> str:
    """Plain tests need no security; settings of modules that the archive leaves out would stop the node."""
    return f"""\
cluster.name: alongside
node.name: alongside
discovery.type: single-node
network.host: 127.0.0.1
http.port: {port}
transport.port: {transport}
path.data: {room}/data
path.logs: {room}/logs
cluster.routing.allocation.disk.threshold_enabled: false
xpack.security.enabled: false
"""


#: Warnings only, to the console, which is our log file.
LOGGING = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""
