"""`hamkor docs`: write the reference pages anew, or say which one is not what it should be."""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"


def written_pages() -> dict[str, str]:
    """Return every generated page by its file name."""
    from django.utils.translation import override

    from hamkor.docs import PAGES

    with override("en"):
        return {name: write() for name, write in PAGES.items()}


def differences(folder: Path = REFERENCE) -> Iterator[str]:
    """Name each page in `folder` that is missing or not what the code and data say."""
    from hamkor.docs import PAGES

    for name, text in written_pages().items():
        path = folder / name
        if not path.exists():
            yield f"{name} is missing"
        elif path.read_text(encoding="utf-8") != text:
            yield f"{name} differs from what the code and the data say"
    for path in sorted((folder / "law").glob("*.md")):
        if f"law/{path.name}" not in PAGES:
            yield f"law/{path.name} is of a provision that is no more"


def write(folder: Path = REFERENCE) -> None:
    """Write every generated page into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in written_pages().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Write the pages; with `--check` write nothing, and 1 names those that differ."""
    parser = argparse.ArgumentParser(prog="hamkor docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, name what differs")
    options = parser.parse_args(arguments)
    _set_up_without_node()
    if not options.check:
        write()
        return 0
    found = list(differences())
    print(*found, sep="\n", end="\n" if found else "")
    if found:
        print("Run `hamkor docs` and commit what it wrote.")
    return 1 if found else 0


def _set_up_without_node() -> None:
    """The pages describe the program, not the node of whoever writes them."""
    import django

    os.environ.pop("HAMKOR_NODE", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "hamkor.settings"
    django.setup()
