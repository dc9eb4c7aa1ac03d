"""A server is stopped beside other work: in the end nothing keeps it stopped, and no error hides another."""

from __future__ import annotations

import threading

import pytest
from filelock import FileLock

from graph_kb.errors import StoreError
from graph_kb.store import load_settings
from graph_kb.store.neo4j_server import empty_store
from graph_kb.store.neo4j_server.empty_store import EmptyStore, stopped_meanwhile

PATIENCE_S = 20


@pytest.fixture
def settings(tmp_path):
    return load_settings({"GRAPH_KB_HOME": str(tmp_path), "GRAPH_KB_ENGINE": "neo4j"}, tmp_path)


@pytest.fixture
def lock(tmp_path):
    """The lock of the server, as another thread holds it."""
    return FileLock(tmp_path / "lock", thread_local=False)


@pytest.fixture
def stops(monkeypatch, lock):
    """Stands for the stop of a server, which takes until the event is set."""
    gone = threading.Event()

    def stop(settings):
        assert gone.wait(PATIENCE_S)
        lock.acquire()
        return EmptyStore(settings, 0, lock)

    monkeypatch.setattr(empty_store, "stop_empty", stop)
    return gone


def test_the_graph_is_given_once_its_server_has_stopped(settings, stops, lock):
    with stopped_meanwhile(settings) as stopped:
        assert not lock.is_locked
        stops.set()
        assert stopped().lock is lock
        assert lock.is_locked
    assert not lock.is_locked


@pytest.mark.parametrize("when", ["before", "after"])
def test_work_that_fails_leaves_nothing_locked(settings, stops, lock, when):
    if when == "before":
        stops.set()
    late = threading.Timer(0.2, stops.set)
    late.start()
    with pytest.raises(ZeroDivisionError), stopped_meanwhile(settings):
        raise ZeroDivisionError
    late.join()
    assert not lock.is_locked


def test_a_stop_that_fails_is_told_to_who_waits_for_it_and_hides_no_other_error(settings, monkeypatch):
    def fail(settings):
        raise StoreError("somebody wrote meanwhile")

    monkeypatch.setattr(empty_store, "stop_empty", fail)
    with pytest.raises(StoreError, match="somebody wrote"), stopped_meanwhile(settings) as stopped:
        stopped()
    with pytest.raises(ZeroDivisionError), stopped_meanwhile(settings):
        raise ZeroDivisionError
