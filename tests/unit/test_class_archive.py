"""The archive of Java's classes: made once by one process, used when it is whole, gone when it fits no more."""

from __future__ import annotations

import os
from pathlib import Path

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
    archive.keep(whole=True)
    return archive


def test_an_archive_is_made_once_and_used_when_it_is_whole(java):
    archive = ClassArchive(DEFAULT_VERSION, java)
    options = archive.make()
    assert not archive.use()
    with open(written_to(options), "w", encoding="ascii") as file:
        file.write("half of the")
    assert not ClassArchive(DEFAULT_VERSION, java).use()
    archive.keep(whole=True)
    assert f"-XX:SharedArchiveFile={archive.file}" in archive.use()
    assert archive.use() == ClassArchive(DEFAULT_VERSION, java).use()
    assert ClassArchive(DEFAULT_VERSION, java).make() == []


def test_two_servers_that_start_at_once_make_one_archive(java):
    one, other = ClassArchive(DEFAULT_VERSION, java), ClassArchive(DEFAULT_VERSION, java)
    assert one.make()
    assert other.make() == []
    other.keep(whole=True)
    assert not one.file.exists()
    one.keep(whole=True)
    assert other.make()


def test_what_a_server_left_that_did_not_serve_is_not_used(java):
    archive = ClassArchive(DEFAULT_VERSION, java)
    unfinished = Path(written_to(archive.make()))
    unfinished.write_text("half of the", encoding="ascii")
    archive.keep(whole=False)
    assert not archive.use()
    assert not unfinished.exists()
    assert ClassArchive(DEFAULT_VERSION, java).make()


def test_an_archive_that_a_server_does_not_start_with_is_made_anew(java):
    archive = made(java)
    archive.discard()
    assert not archive.use()
    assert ClassArchive(DEFAULT_VERSION, java).make()


def test_two_javas_keep_an_archive_each(java, tmp_path):
    (tmp_path / "other").touch()
    archives = [made(one) for one in (java, Java(tmp_path / "other", 17))]
    assert all(one.use() for one in archives)


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
    archive.keep(whole=True)
    assert archive.use() == []
