"""A node of the tests' own, made before Django reads its settings.

Named in `addopts` with ``-p``, because pytest-django reads the settings before any conftest. Each
process of a parallel run makes its own, and a node that the caller's HAMKOR_NODE names is never
touched.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from hamkor.exchange.identity import make_keys
from hamkor.node import Node, write_node


def make_node(folder: Path) -> None:
    """Make the office in Dushanbe in `folder`, with keys of its own."""
    node = Node(
        folder=folder,
        office="tj-prosecutor-general",
        state="TJ",
        address="http://localhost:8000",
        time_zone="Asia/Dushanbe",
        default_language="en",
        is_demo=True,
        requires_second_factor=False,
    )
    write_node(node)
    make_keys(node)


_folder = tempfile.mkdtemp(prefix="hamkor-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
make_node(Path(_folder) / "node")
os.environ["HAMKOR_NODE"] = str(Path(_folder) / "node")
# Playwright runs a loop in the thread of the test, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
