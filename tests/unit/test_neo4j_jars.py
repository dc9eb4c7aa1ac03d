"""The jars and the Java of a local Neo4j: only what was tried is started, and what is missing is named."""

from __future__ import annotations

import hashlib
import re

import pytest

from graph_kb.errors import ServerError, SettingsError
from graph_kb.store import load_settings
from graph_kb.store.neo4j_server import jars, java


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A machine without Maven, cache or Java of its own."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(java, "_FOLDERS", (str(tmp_path / "jvm"),))
    return tmp_path


def add_java(folder, name, version):
    home = folder / name
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "java").touch()
    (home / "release").write_text(f'IMPLEMENTOR="Somebody"\nJAVA_VERSION="{version}"\n', encoding="utf-8")
    return home


@pytest.mark.parametrize("version", jars.known_versions())
def test_every_known_version_has_a_checksum_for_each_of_its_jars(version):
    found = jars.checksums(version)
    assert len(found) > 200
    assert f"neo4j-{version}.jar" in found
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in found.values())


def test_the_default_version_is_the_one_of_the_settings(tmp_path):
    assert jars.known_versions()[0] == load_settings({"GRAPH_KB_HOME": str(tmp_path)}, tmp_path).neo4j_version


def test_a_version_that_was_not_tried_is_refused_with_those_that_were():
    with pytest.raises(SettingsError, match="GRAPH_KB_URI") as caught:
        jars.checksums("4.4.48")
    assert all(version in str(caught.value) for version in jars.known_versions())


@pytest.mark.parametrize("spoil", ["changed", "missing", "added"])
def test_a_jar_that_is_not_the_tried_one_is_named(tmp_path, spoil):
    for name in ("a.jar", "b.jar"):
        (tmp_path / name).write_bytes(name.encode())
    expected = {name: hashlib.sha256(name.encode()).hexdigest() for name in ("a.jar", "b.jar")}
    jars.check_jars(tmp_path, expected)
    match spoil:
        case "changed":
            (tmp_path / "b.jar").write_bytes(b"other")
        case "missing":
            (tmp_path / "b.jar").unlink()
        case "added":
            (tmp_path / "b.jar").rename(tmp_path / "c.jar")
            expected = {"a.jar": expected["a.jar"]}
    with pytest.raises(ServerError, match=r"[bc]\.jar"):
        jars.check_jars(tmp_path, expected)


def test_without_maven_and_cache_the_way_to_get_it_is_told_and_nothing_is_left(bare):
    with pytest.raises(ServerError, match="Maven is not installed") as caught:
        jars.ensure_jars(jars.DEFAULT_VERSION)
    assert "apt install maven" in caught.value.hint
    assert not jars.jars_present(jars.DEFAULT_VERSION)
    assert [path.name for path in (bare / "cache" / "graph-kb").iterdir() if path.is_dir()] == []


@pytest.mark.parametrize(("version", "release"), [("5.26.31", 17), ("2026.05.0", 25)])
def test_the_java_that_fits_a_version_is_found(bare, version, release):
    add_java(bare / "jvm", "eight", "1.8.0_402")
    add_java(bare / "jvm", "seventeen", "17.0.15")
    add_java(bare / "jvm", "twenty-five", "25.0.4.1")
    assert java.find_java(version).release == release


def test_java_home_comes_first(bare, monkeypatch):
    add_java(bare / "jvm", "other", "17.0.1")
    chosen = add_java(bare, "chosen", "21.0.2")
    monkeypatch.setenv("JAVA_HOME", str(chosen))
    assert java.find_java("5.26.31") == java.Java(chosen / "bin" / "java", 21)


def test_a_missing_java_is_told_with_those_that_are_there(bare):
    add_java(bare / "jvm", "eleven", "11.0.2")
    with pytest.raises(ServerError, match=r"needs Java 17 or 21; found: 11") as caught:
        java.find_java("5.26.31")
    assert "JAVA_HOME" in caught.value.hint


def test_the_java_inside_the_embedded_engine_serves_the_newer_version(bare):
    assert java.find_java("2026.05.0").release == 25
