"""Files of certificates: found by their hash alone, and nothing else is touched by a name that comes from data."""

from __future__ import annotations

import pytest

from graph_kb.errors import UsageError
from graph_kb.symbiosis.certifying import folder_of, kept_hashes, path_of, remove_file, write_file
from graph_kb.workbench.certificates import kept_hash

HASH = "0a" * 32


@pytest.mark.parametrize("name", ["", "x", "../../secret", f"{HASH}/../x", HASH.upper(), f"{HASH}0", f"{HASH}\n"])
def test_what_is_no_hash_names_no_file(tmp_path, name):
    (tmp_path / "secret.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match="is no hash") as refused:
        path_of(tmp_path / "home" / "deep", name)
    assert "64" in refused.value.hint
    remove_file(tmp_path / "home" / "deep", name)
    assert (tmp_path / "secret.json").exists()


def test_certificates_that_are_kept_are_listed_and_removed(tmp_path):
    assert kept_hashes(tmp_path) == []
    file = write_file(tmp_path, {"hash": HASH})
    (folder_of(tmp_path) / "notes.json").write_text("{}", encoding="utf-8")
    assert kept_hashes(tmp_path) == [HASH]
    remove_file(tmp_path, HASH)
    remove_file(tmp_path, HASH)
    assert not file.exists()
    assert (folder_of(tmp_path) / "notes.json").exists()


def test_only_what_is_kept_has_a_hash_to_forget(tmp_path):
    file = write_file(tmp_path, {"hash": HASH})
    assert kept_hash(tmp_path, HASH[:8]) == kept_hash(tmp_path, str(file)) == HASH
    other = tmp_path / f"{HASH}.json"
    other.write_text("{}", encoding="utf-8")
    for given in (str(other), str(folder_of(tmp_path) / "absent.json"), "absent.json"):
        with pytest.raises(UsageError):
            kept_hash(tmp_path, given)
