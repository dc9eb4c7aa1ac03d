"""The distribution: one import name, every folder in the table of packages, a wheel that works elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from importlib.metadata import requires
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAPPED = {"graph_kb.cypher": "cypher", "graph_kb.loaders": "loaders", "graph_kb.api": "api"}


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_folder_with_code_is_in_the_table_of_packages(project):
    folders = [path.parent.relative_to(ROOT) for path in ROOT.glob("graph_kb/*/**/__init__.py")]
    inner = {".".join(folder.parts) for folder in folders}
    below = {
        path.parent.relative_to(ROOT) for name in ("api", "loaders") for path in ROOT.glob(f"{name}/*/__init__.py")
    }
    mapped = {".".join(("graph_kb", *folder.parts)) for folder in below}
    assert set(project["tool"]["setuptools"]["packages"]) == inner | mapped | {"graph_kb", *MAPPED}
    assert project["tool"]["setuptools"]["package-dir"] == MAPPED


def test_the_lock_pins_every_dependency_and_names_no_registry(project):
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert "--index" not in lock
    pinned = {line.partition("==")[0] for line in lock.splitlines() if "==" in line and not line.startswith(" ")}
    for requirement in project["project"]["dependencies"]:
        name = requirement.partition("==")[0].partition(">=")[0].partition("<")[0]
        assert name in pinned, name


def test_what_is_only_measured_beside_has_a_lock_of_its_own(project):
    """One of them is GPL-2: it must not come with anything but the benchmark."""
    locks = {
        name: (ROOT / name).read_text(encoding="utf-8") for name in ("requirements.lock", "requirements-bench.lock")
    }
    assert "://" not in locks["requirements-bench.lock"]
    for name in project["dependency-groups"]["bench"]:
        assert f"\n{name}==" not in "\n" + locks["requirements.lock"]
        assert f"\n{name}==" in "\n" + locks["requirements-bench.lock"]


def test_only_what_the_lock_names_is_installed():
    """The day a dependency has a new release must not change or break an installation."""
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8")
    (line,) = [line for line in recipe.splitlines() if "--requirement requirements.lock" in line]
    assert "--no-deps" in line
    assert "--require-hashes" in line


def test_nothing_heavy_is_imported_for_help():
    text = (
        "import sys\nsys.argv = ['graph-kb', '--help']\nfrom graph_kb.cli.main import cli\n"
        "cli.main(standalone_mode=False)\n"
        "heavy = {'neo4j', 'pydantic', 'rich', 'openpyxl', 'pyvis', 'networkx', 'numpy', 'pint', 'fastapi', 'yaml'}\n"
        "sys.exit(', '.join(heavy & sys.modules.keys()) or 0)"
    )
    answer = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    assert "Examples:" in answer.stdout.split("Commands:")[0]


def test_importing_any_module_touches_no_file_and_no_network(tmp_path):
    text = (
        "import pkgutil, importlib, socket, graph_kb\n"
        "def refuse(*a, **k): raise SystemExit('network at import')\n"
        "socket.socket.connect = refuse\n"
        "for m in pkgutil.walk_packages(graph_kb.__path__, 'graph_kb.'):\n"
        "    if m.name != 'graph_kb.cli.__main__': importlib.import_module(m.name)\n"
    )
    answer = subprocess.run([sys.executable, "-c", text], cwd=tmp_path, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    assert list(tmp_path.iterdir()) == []


def test_no_copyleft_library_is_required():
    from importlib.metadata import metadata

    for requirement in requires("graph-kb") or []:
        if "extra ==" in requirement:
            continue
        name = requirement.partition(">")[0].partition("=")[0].partition("<")[0].partition(";")[0].strip()
        about = metadata(name)
        licences = " ".join(
            [about.get("License-Expression") or about.get("License") or "", *about.get_all("Classifier", [])]
        )
        assert not any(word in licences for word in ("AGPL", "GPL-", "General Public", "SSPL")), (name, licences)


@pytest.mark.wheel
def test_the_wheel_from_the_sdist_works_in_an_empty_folder(tmp_path):
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tmp_path / "dist"), str(ROOT)]
    # The kernel is compiled anew here: that it works is what counts, not how fast.
    made = subprocess.run(build, capture_output=True, text=True, env={**os.environ, "CFLAGS": "-O0"})
    assert made.returncode == 0, made.stderr
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    target, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        str(target),
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True)
    text = (
        "import graph_kb, pathlib, sys\n"
        "from importlib.resources import files\n"
        "from graph_kb.queries import Library\n"
        "from graph_kb.reference import list_of_waste\n"
        "assert graph_kb.__file__.startswith(sys.argv[1]), graph_kb.__file__\n"
        "print(len(Library.load()), len(list_of_waste()))\n"
        "shipped = ['reference/uusimaa/mapping.yaml', 'views/static/network.js', 'intake/template.yaml', 'py.typed']\n"
        "shipped += ['views/static/card.css', 'views/cards/texts.json']\n"
        "for name in shipped: assert (files('graph_kb') / name).is_file(), name\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(target)}
    answer = subprocess.run(
        [sys.executable, "-c", text, str(target)], cwd=empty, env=environment, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stderr
    shipped = len(list((ROOT / "cypher").rglob("*.cypher")))
    assert answer.stdout.split()[0] == str(shipped)
    command = [sys.executable, str(target / "bin" / "graph-kb"), "--help"]
    helped = subprocess.run(command, env=environment, cwd=empty, check=True)
    assert helped.returncode == 0
