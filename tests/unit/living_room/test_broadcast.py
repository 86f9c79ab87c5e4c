"""Telling open pages through Redis: one loop for all messages, and nothing fails because the layer is down."""

import asyncio
import os

from community.living_room import broadcast


class Layer:
    """Notes in which loop it was asked; the layer keeps a connection for each."""

    def __init__(self, trouble: Exception | None = None) -> None:
        self.loops: list[asyncio.AbstractEventLoop] = []
        self.trouble = trouble

    async def group_send(self, group, message):
        self.loops.append(asyncio.get_running_loop())
        if self.trouble:
            raise self.trouble


def through(layer: Layer, settings, monkeypatch) -> Layer:
    settings.REDIS_URL = "redis://somewhere"
    monkeypatch.setattr(broadcast, "get_channel_layer", lambda: layer)
    return layer


def test_every_message_goes_by_the_connection_of_the_first(settings, monkeypatch):
    layer = through(Layer(), settings, monkeypatch)
    for number in range(3):
        broadcast.thread_moved_on(1, "ref", number)
    assert len(layer.loops) == 3
    assert len(set(layer.loops)) == 1


def test_a_layer_that_is_down_fails_nothing(settings, monkeypatch, caplog):
    through(Layer(ConnectionError("someone's words")), settings, monkeypatch)
    broadcast.look_again()
    assert "ConnectionError" in caplog.text
    assert "someone's words" not in caplog.text


def test_a_child_process_begins_a_loop_of_its_own(settings, monkeypatch):
    layer = through(Layer(), settings, monkeypatch)
    broadcast.look_again()
    child = os.fork()
    if child == 0:  # pragma: no cover
        broadcast.look_again()
        os._exit(len(set(layer.loops)))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 2
