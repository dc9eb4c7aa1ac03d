"""The archive of Java's classes: made once by one process, used when it is whole, gone when it fits no more."""

from __future__ import annotations

import os

import pytest

from graph_kb.store.neo4j_server.class_archive import ClassArchive
from graph_kb.store.neo4j_server.jars import DEFAULT_VERSION, jar_folder
from graph_kb.store.neo4j_server.java import Java


@pytest.fixture
def java(monkeypatch, tmp_path):
    """A Java, and jars in a cache of their own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    jar_folder(DEFAULT_VERSION).mkdir(parents=True)
    (tmp_path / "java").touch()
    return Java(tmp_path / "java", 25)


def written_to(options):
    """Where Java writes what it was told to write."""
    (path,) = [option.partition("=")[2] for option in options if "ArchiveClassesAtExit" in option]
    return path


def made(java):
    """An archive that a server has written."""
    archive = ClassArchive(DEFAULT_VERSION, java)
    with open(written_to(archive.make()), "w", encoding="ascii") as file:
        file.write("classes")
    archive.keep()
    return archive


def test_an_archive_is_made_once_and_used_when_it_is_whole(java):
    archive = ClassArchive(DEFAULT_VERSION, java)
    options = archive.make()
    assert not archive.use()
    with open(written_to(options), "w", encoding="ascii") as file:
        file.write("half of the")
    assert not ClassArchive(DEFAULT_VERSION, java).use()
    archive.keep()
    assert f"-XX:SharedArchiveFile={archive.file}" in archive.use()
    assert archive.use() == ClassArchive(DEFAULT_VERSION, java).use()
    assert ClassArchive(DEFAULT_VERSION, java).make() == []


def test_two_servers_that_start_at_once_make_one_archive(java):
    one, other = ClassArchive(DEFAULT_VERSION, java), ClassArchive(DEFAULT_VERSION, java)
    assert one.make()
    assert other.make() == []
    other.keep()
    assert not one.file.exists()
    one.keep()
    assert other.make()


def test_what_a_killed_server_left_of_an_archive_is_not_used(java):
    """It does not keep its archive, and the next one may end without writing any."""
    killed = ClassArchive(DEFAULT_VERSION, java)
    with open(written_to(killed.make()), "w", encoding="ascii") as file:
        file.write("half of the")
    del killed
    archive = ClassArchive(DEFAULT_VERSION, java)
    assert archive.make()
    archive.keep()
    assert not archive.use()
    assert ClassArchive(DEFAULT_VERSION, java).make()


@pytest.mark.parametrize("changed", ["java", "jars"])
def test_another_java_and_other_jars_have_an_archive_of_their_own(java, changed):
    before = made(java)
    os.utime(java.command if changed == "java" else jar_folder(DEFAULT_VERSION), (1, 1))
    assert not ClassArchive(DEFAULT_VERSION, java).use()
    after = made(java)
    assert after.use()
    assert not before.file.exists()


def test_a_cache_that_cannot_be_written_is_no_reason_to_fail(java):
    archive = ClassArchive(DEFAULT_VERSION, java)
    archive.file.parent.touch()
    assert archive.make() == []
    archive.keep()
    assert archive.use() == []
