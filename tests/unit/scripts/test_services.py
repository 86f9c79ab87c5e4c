"""The pure parts of scripts/services: nothing here starts a service."""

import json
import os
import subprocess
import sys
import time

import pytest

from scripts.services import __main__ as command_line
from scripts.services import (
    elastic_archive,
    elasticsearch,
    lifecycle,
    machine,
    postgres,
    process,
    redis,
    runner,
    service,
    state,
)
from scripts.services.process import Stat, Trouble
from scripts.services.state import Place, Record


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder of ours, and a checkout of its own to point from."""
    monkeypatch.setattr(state, "POINTER", tmp_path / "var" / "services.path")
    monkeypatch.delenv(state.FOLDER_VARIABLE, raising=False)
    place = Place(tmp_path / "set")
    place.folder.mkdir()
    place.open(owner=process.stat(os.getpid()))
    return place


def redis_record(**more):
    return Record(name="redis", variable="REDIS_URL", url="redis://default:x@127.0.0.1:2/0", **more)


def stat_line(name, state="S"):
    return f"42 ({name}) {state} 7 40 40 34816 -1 " + "0 " * 13 + "9001 0 0"


@pytest.mark.parametrize("name", ["redis", "a b", "odd) S 1 (name", "postgres: writer"])
def test_stat_survives_any_process_name(name):
    assert process.parse_stat(stat_line(name)) == Stat(42, "S", 7, 40, 34816, 9001)


def test_kin_are_the_group_and_all_descendants():
    someone = [
        Stat(1, "S", 0, 1, 0, 0),
        Stat(10, "S", 1, 10, 0, 0),
        Stat(11, "S", 10, 11, 0, 0),  # a backend: own group, our child
        Stat(12, "S", 11, 12, 0, 0),
        Stat(13, "S", 1, 10, 0, 0),  # orphan, still in our group
        Stat(20, "S", 1, 20, 0, 0),
    ]
    assert process.kin(10, someone) == {10, 11, 12, 13}


def test_a_process_is_known_by_its_start_time_too():
    me = process.stat(os.getpid())
    assert process.is_alive(me.pid, me.started)
    assert not process.is_alive(me.pid, me.started + 1)
    assert not process.is_alive(None, None)
    assert process.family_of(me.pid, me.started + 1) == set()


def test_a_zombie_is_gone():
    child = subprocess.Popen([sys.executable, "-c", ""])
    deadline = time.monotonic() + 10
    while process.stat(child.pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert os.path.exists(f"/proc/{child.pid}")
    assert process.stat(child.pid) is None
    child.wait()


def test_helper_tells_the_last_line_of_a_failure():
    with pytest.raises(Trouble, match="no such thing"):
        process.helper([sys.executable, "-c", "print('first'); exit('no such thing')"])
    with pytest.raises(Trouble, match="cannot run /nowhere"):
        process.helper(["/nowhere"])


def test_helper_has_bounded_patience_and_leaves_nothing_behind(tmp_path):
    with pytest.raises(Trouble, match="in time"):
        process.helper([sys.executable, "-c", "import time; time.sleep(60)"], patience=0.2, cwd=tmp_path)
    assert not process.dwellers(tmp_path)


def test_records_come_back_as_they_were_saved(place):
    record = redis_record(port=2, command=["redis-server"], pid=3, started=4)
    place.save(record)
    assert place.records() == {"redis": record}
    assert (place.folder / state.STATE).stat().st_mode & 0o777 == 0o600
    assert (place.folder / state.ENV).stat().st_mode & 0o777 == 0o600
    assert "REDIS_URL=redis://default:x@127.0.0.1:2/0\n" in (place.folder / state.ENV).read_text()


def test_a_value_with_a_line_break_is_refused():
    with pytest.raises(Trouble, match="line break"):
        state.env_file({"REDIS_URL": "a\nSECRET=b"})


def test_left_over_means_its_owner_died_in_this_very_system(place):
    assert not place.is_left_over()
    me = process.stat(os.getpid())
    place.open(owner=me._replace(started=me.started + 1))
    assert place.is_left_over()
    place.let_go()
    assert not place.is_left_over(), "a detached set is nobody's leftover"


def test_a_folder_of_another_boot_or_container_is_left_alone(place):
    me = process.stat(os.getpid())
    place.open(owner=me._replace(started=me.started + 1))
    told = json.loads((place.folder / state.STATE).read_text())
    (place.folder / state.STATE).write_text(json.dumps({**told, "world": "elsewhere"}))
    assert not place.is_left_over()


def test_remove_takes_only_what_is_ours(place):
    (place.folder / "redis").mkdir()
    (place.folder / "mine.txt").write_text("keep")
    place.remove(lifecycle.NAMES)
    assert [path.name for path in place.folder.iterdir()] == ["mine.txt"]


def test_a_full_folder_is_refused(tmp_path):
    (tmp_path / "thesis.txt").write_text("keep")
    with pytest.raises(Trouble, match="not empty"):
        state.given_folder(tmp_path)


def test_find_prefers_the_named_then_the_run_then_the_checkout(place, tmp_path, monkeypatch):
    with pytest.raises(Trouble, match="no services are up"):
        state.find()
    state.point_at(place.folder)
    assert state.find().folder == place.folder
    other = Place(tmp_path / "other")
    other.folder.mkdir()
    other.open(owner=None)
    monkeypatch.setenv(state.FOLDER_VARIABLE, str(other.folder))
    assert state.find().folder == other.folder
    assert state.find(place.folder).folder == place.folder
    with pytest.raises(Trouble, match="nowhere"):
        state.find(tmp_path / "nowhere")


def test_a_set_in_a_folder_of_its_own_is_not_the_checkouts(place):
    runner.announce(place, folder=place.folder)
    assert state.pointed() is None
    runner.announce(place, folder=None)
    assert state.pointed() == place.folder


def test_only_processes_of_ours_can_be_killed(place):
    place.save(redis_record(external=True))
    place.save(Record(name="chromium", variable="CHROMIUM", url="/usr/bin/chromium"))
    for name, why in (("redis", "named by REDIS_URL"), ("chromium", "program"), ("postgres", "no postgres")):
        with pytest.raises(Trouble, match=why):
            lifecycle.kill(name, folder=place.folder)


def test_conditions():
    assert lifecycle.condition(redis_record(external=True)) == "named"
    assert lifecycle.condition(redis_record()) == "present"
    assert lifecycle.condition(redis_record(command=["x"], pid=None)) == "dead"


def test_chosen_keeps_our_order_and_refuses_strangers():
    assert lifecycle.chosen(["redis", "postgres"]) == ["postgres", "redis"]
    for wrong in (["mysql"], []):
        with pytest.raises(Trouble, match="choose from"):
            lifecycle.chosen(wrong)


def test_all_failures_are_told_in_one_line_and_nobody_goes_on_waiting():
    def fail():
        raise Trouble("no")

    def wait():
        for _ in process.moments(30):
            pass

    began = time.monotonic()
    with pytest.raises(Trouble, match=r"^redis: no$"):
        lifecycle.side_by_side([("redis", fail), ("postgres", wait)])
    assert time.monotonic() - began < 5
    assert not process.stopping.is_set()


def test_endpoints_of_urls():
    assert service.endpoint("postgres://a:b@db.example:6000/x") == ("db.example", 6000)
    assert service.endpoint("redis://127.0.0.1/0") == ("127.0.0.1", 6379)
    assert service.endpoint("sqlite:///file.db")[0] is None


def test_a_named_service_that_does_not_answer_is_an_error(monkeypatch):
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    with pytest.raises(Trouble, match="nobody answers"):
        redis.Redis().named()
    monkeypatch.delenv("REDIS_URL")
    assert redis.Redis().named() is None


def test_ports_are_given_once_and_below_the_range_for_outgoing_connections():
    ports = {machine.free_port() for _ in range(50)}
    assert len(ports) == 50
    assert max(ports) < 32768


def test_missing_packages_without_a_way_to_install_are_one_sentence(monkeypatch):
    monkeypatch.setattr(machine, "privilege", lambda: None)
    monkeypatch.setattr(machine.shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(Trouble, match=r"redis-server chromium .needs root or passwordless sudo"):
        machine.install(["redis-server", "chromium"])


def test_versions():
    assert postgres.version_of("postgres (PostgreSQL) 15.18 (Debian 15.18-0)") == 15
    assert redis.version_of("Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.2.1") == 7
    assert postgres.version_of("") == redis.version_of("") == 0


def test_a_socket_path_that_is_too_long_means_no_socket(tmp_path):
    assert postgres.socket_folder(tmp_path, 20000) == str(tmp_path)
    assert postgres.socket_folder(tmp_path / ("x" * 100), 20000) == ""


def test_a_dead_postgres_is_taken_off_its_locks_and_nothing_else_changes(tmp_path):
    (tmp_path / "data").mkdir()
    lock = tmp_path / "data" / "postmaster.pid"
    lock.write_text("77\n/data\n123\n")
    postgres.Postgres().before_restart(Record("postgres", "DATABASE_URL", "", cwd=str(tmp_path)))
    assert lock.read_text() == f"{postgres.NOBODY}\n/data\n123\n"


def test_postgres_settings_keep_what_is_promised(tmp_path):
    text = postgres.settings(20000, tmp_path)
    assert "fsync = on" in text
    assert "max_connections = 200" in text
    assert "listen_addresses = '127.0.0.1'" in text


def test_jvm_options_point_into_our_folder(tmp_path):
    shipped = "# x\n-XX:HeapDumpPath=data\n-XX:ErrorFile=logs/e.log\n-Xlog:gc*:file=logs/gc.log:utctime\n"
    kept = elasticsearch.jvm_options(shipped, tmp_path).splitlines()
    assert kept == [f"-XX:HeapDumpPath={tmp_path}/data", f"-XX:ErrorFile={tmp_path}/logs/e.log"]


def test_heap(monkeypatch):
    monkeypatch.delenv("ALONGSIDE_ES_HEAP", raising=False)
    assert elasticsearch.heap() == "512m"
    for wrong in ("lots", "512", "-Xmx1g", "m"):
        monkeypatch.setenv("ALONGSIDE_ES_HEAP", wrong)
        with pytest.raises(Trouble, match="512m or 2g"):
            elasticsearch.heap()


def test_the_runtime_is_the_one_of_this_processor():
    names = [
        f"s/jres/OpenJDK17U-jre_{k}_hotspot_17.tar.gz"
        for k in ("aarch64_linux", "x64_alpine-linux", "x64_linux")
    ]
    assert elastic_archive.runtime_name(names, "x86_64") == names[2]
    assert elastic_archive.runtime_name(names, "aarch64") == names[0]
    with pytest.raises(Trouble, match="riscv64"):
        elastic_archive.runtime_name(names, "riscv64")


def test_arrived_sees_the_growing_file(tmp_path):
    assert elastic_archive.arrived(tmp_path / "absent") == 0
    (tmp_path / "a.zip.part").write_bytes(b"12345")
    (tmp_path / "a.zip.part.lock").write_bytes(b"")
    assert elastic_archive.arrived(tmp_path) == 5


def test_an_archive_with_another_hash_is_deleted_and_refused(tmp_path):
    archive = tmp_path / "version" / "a.zip"
    archive.parent.mkdir()
    archive.write_bytes(b"something else")
    with pytest.raises(Trouble, match="SHA-256"):
        elastic_archive.check(archive)
    assert not archive.exists()


def test_a_cached_node_is_used_without_writing_to_the_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("ALONGSIDE_CACHE", str(tmp_path))
    elastic_archive.node_folder().mkdir()
    assert elastic_archive.ensure() == elastic_archive.node_folder()
    assert not (tmp_path / "lock").exists()


def test_half_an_extraction_is_swept(tmp_path):
    (tmp_path / "draft-1" / "elasticsearch").mkdir(parents=True)
    (tmp_path / "elasticsearch-1").mkdir()
    elastic_archive.sweep_drafts(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["elasticsearch-1"]


def test_run_needs_a_command(capsys):
    assert command_line.main(["run"]) == 1
    assert "needs a command" in capsys.readouterr().err


def test_an_unknown_service_is_refused_on_the_command_line(capsys):
    with pytest.raises(SystemExit):
        command_line.main(["up", "--only", "mysql"])
    assert "choose from" in capsys.readouterr().err
