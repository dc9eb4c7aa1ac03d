"""An interrupted import leaves the old store or, once it is done, the new one: every place to be interrupted at."""

import shutil

import pytest

from graph_kb.store.neo4j_server import half_made
from graph_kb.store.neo4j_server.home import Neo4jHome


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def home(tmp_path):
    """A folder with an old store of two parts, beside the accounts."""
    for part in ("databases", "transactions"):
        for name in ("neo4j", "system"):
            (tmp_path / "data" / part / name).mkdir(parents=True)
            (tmp_path / "data" / part / name / "pages").write_text(f"old {part} {name}")
    return Neo4jHome(tmp_path, "2026.05.0")


def new_store(home):
    """What the importer makes."""
    for part in ("databases", "transactions"):
        (home.folder / "data" / part / "neo4j").mkdir()
        (home.folder / "data" / part / "neo4j" / "pages").write_text("new")


def pages(home):
    return {path.relative_to(home.folder): path.read_text() for path in home.folder.rglob("pages")}


class Steps:
    """Counts changes of the folder and ends the process before one of them."""

    def __init__(self, monkeypatch, last):
        self.left = last
        for owner, name in ((half_made.Path, "rename"), (half_made.Path, "mkdir"), (shutil, "rmtree")):
            monkeypatch.setattr(owner, name, self.counted(getattr(owner, name)))

    def counted(self, act):
        def step(*arguments, **options):
            self.left -= 1
            if self.left < 0:
                raise Killed
            return act(*arguments, **options)

        return step


@pytest.mark.parametrize("last", range(12))
@pytest.mark.parametrize("imported", [False, True])
def test_the_old_store_comes_back_wherever_the_import_is_killed(home, monkeypatch, last, imported):
    before = pages(home)
    with monkeypatch.context() as patched:
        Steps(patched, last)
        try:
            half_made.begin(home, [])
            if imported:
                new_store(home)
            half_made.settle(home)
        except Killed:
            pass
    half_made.settle(home)
    assert pages(home) == before
    assert not half_made.work_folder(home).exists()


def test_a_store_that_is_done_stays_until_it_has_its_schema(home):
    half_made.begin(home, [])
    new_store(home)
    half_made.mark_done(home)
    half_made.settle(home)
    assert "new" in pages(home).values()
    assert half_made.work_folder(home).exists()


def test_what_a_killed_removal_left_is_removed(home):
    before = pages(home)
    (home.folder / "imported" / "databases").mkdir(parents=True)
    half_made.settle(home)
    assert pages(home) == before
    assert not (home.folder / "imported").exists()
