"""Settings: precedence, origins, secrets, impossible values."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_kb.errors import SettingsError
from graph_kb.store.settings import FILE_NAME, describe, load_settings


def settings(tmp_path: Path, text: str | None = None, **variables: str):
    if text is not None:
        (tmp_path / FILE_NAME).write_text(text, encoding="utf-8")
    environment = {"GRAPH_KB_HOME": str(tmp_path / "home"), **variables}
    return load_settings(environment, tmp_path)


def test_defaults_use_the_embedded_engine(tmp_path):
    found = settings(tmp_path)
    assert found.local
    assert found.home == tmp_path / "home"
    assert found.idle_minutes == 15


def test_environment_wins_over_files_and_the_working_folder_over_the_home(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / FILE_NAME).write_text('user = "home"\ndatabase = "home"\nheap = "3g"', encoding="utf-8")
    found = settings(tmp_path, 'database = "folder"', GRAPH_KB_USER="environment")
    assert (found.user, found.database, found.heap) == ("environment", "folder", "3g")
    origins = {row["setting"]: row["origin"] for row in describe(found)}
    assert origins["user"] == "GRAPH_KB_USER"
    assert origins["database"] == str(tmp_path / FILE_NAME)
    assert origins["heap"] == str(tmp_path / "home" / FILE_NAME)
    assert origins["idle_minutes"] == "default"


def test_password_is_never_shown_and_may_come_from_a_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("s3cret\n", encoding="utf-8")
    found = settings(tmp_path, **{"GRAPH_KB_PASSWORD": "other", "GRAPH_KB_PASSWORD_FILE": str(secret)})
    assert found.secret() == "s3cret"
    assert all("other" not in row["value"] and "s3cret" not in row["value"] for row in describe(found))


def test_missing_password_file_says_what_to_set(tmp_path):
    found = settings(tmp_path, GRAPH_KB_PASSWORD_FILE=str(tmp_path / "absent"))
    with pytest.raises(SettingsError, match="GRAPH_KB_PASSWORD_FILE"):
        found.secret()


@pytest.mark.parametrize(
    ("variable", "value"),
    [("GRAPH_KB_URI", "http://localhost"), ("GRAPH_KB_IDLE_MINUTES", "never"), ("GRAPH_KB_QUERY_SECONDS", "-1")],
)
def test_impossible_values_are_refused(tmp_path, variable, value):
    with pytest.raises(SettingsError):
        settings(tmp_path, **{variable: value})


@pytest.mark.parametrize("uri", ["bolt://h:1", "neo4j://h", "neo4j+s://h", "bolt+ssc://h"])
def test_every_bolt_scheme_is_taken(tmp_path, uri):
    assert not settings(tmp_path, GRAPH_KB_URI=uri).local


def test_unknown_setting_and_broken_file_name_the_file(tmp_path):
    with pytest.raises(SettingsError, match=f"{FILE_NAME}: unknown setting 'usr'"):
        settings(tmp_path, 'usr = "x"')
    with pytest.raises(SettingsError, match="no valid TOML"):
        settings(tmp_path, "user = ")


@pytest.mark.parametrize("name", ["uri", "user", "password", "password_file", "keys_file"])
def test_a_working_folder_may_not_choose_the_server_or_its_account(tmp_path, name):
    with pytest.raises(SettingsError, match="may not be set in a working folder"):
        settings(tmp_path, f'{name} = "bolt://127.0.0.1:1"')


def test_an_account_in_the_address_is_refused_and_not_repeated(tmp_path):
    with pytest.raises(SettingsError) as caught:
        settings(tmp_path, GRAPH_KB_URI="neo4j://u:secret@127.0.0.1:1")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("value", ["banana", " ", "1", "12k", "-1g", "1 g", "1.5g", "0g", "1gb"])
def test_an_impossible_heap_is_refused_before_java_sees_it(tmp_path, value):
    with pytest.raises(SettingsError, match="setting heap must be an amount of memory"):
        settings(tmp_path, GRAPH_KB_HEAP=value)


@pytest.mark.parametrize("value", ["512m", "2G", "65536k", "67108864"])
def test_a_heap_as_java_writes_it_is_taken(tmp_path, value):
    assert settings(tmp_path, GRAPH_KB_HEAP=value).heap == value


def test_keys_lie_in_the_home_unless_told_otherwise(tmp_path):
    assert settings(tmp_path).keys == tmp_path / "home" / "keys.json"
    assert settings(tmp_path, GRAPH_KB_KEYS_FILE="/run/secrets/api_keys").keys == Path("/run/secrets/api_keys")
