"""Compiles the kernel of the chain engine where a C compiler is found; without one it runs as plain Python.

With GRAPH_KB_KERNEL=later nothing is compiled: `make setup` installs first and compiles after that, once.
"""

import os
import sys
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup

FOLDER = Path("graph_kb/symbiosis/kernel")
IS_LATER = os.environ.get("GRAPH_KB_KERNEL") == "later"
MODULES = [] if IS_LATER else sorted(path.stem for path in FOLDER.glob("*.pxd"))
# How much to optimise is left to Python's own flags and CFLAGS.
PLAIN = [] if sys.platform == "win32" else ["-g0"]
kernel = [
    Extension(
        f"graph_kb.symbiosis.kernel.{name}", [str(FOLDER / f"{name}.py")], optional=True, extra_compile_args=PLAIN
    )
    for name in MODULES
]
setup(
    ext_modules=cythonize(
        kernel,
        build_dir="build/kernel",
        language_level=3,
        compiler_directives={"show_performance_hints": False},
        quiet=True,
        show_all_warnings=False,
    )
)
