"""Tests run as a measurement: the same tests as every day, with more examples."""

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any


def run_tests(path: str, *options: str, **environment: str) -> tuple[int, int, float]:
    """Run tests and return how many passed and failed, and the seconds."""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        subprocess.run(
            [*pytest, path, *options, f"--junitxml={report}"],
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
        )
        suite: Any = ElementTree.parse(report).getroot().find("testsuite")
    failed = int(suite.get("failures")) + int(suite.get("errors"))
    return int(suite.get("tests")) - failed, failed, time.perf_counter() - start
