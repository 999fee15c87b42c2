"""The folder of one run: every part done lies in it, so that a run that was killed goes on."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hamkor.batch.surface import FORM
from hamkor.errors import HamkorError
from hamkor.errors import gettext_noop as _

STAMP = "work.json"


@dataclass(frozen=True, slots=True)
class Work:
    """Where the parts of a run lie; a part has its name only when it is whole."""

    folder: Path

    def part(self, stage: str, name: str) -> Path:
        """Return where the part `name` of `stage` belongs; the folder of the stage exists."""
        (self.folder / stage).mkdir(exist_ok=True)
        return self.folder / stage / f"{name}.parquet"

    def all_of(self, stage: str) -> Path:
        """Return what stands for the parts of a stage where a path may have a star."""
        return self.folder / stage / "*.parquet"

    def is_done(self, stage: str, name: str) -> bool:
        """Say whether the part is there, written by this process or an earlier one."""
        path = self.part(stage, name)
        return path.is_file() or (path / "_SUCCESS").exists()

    def keep(self, name: str, value: object) -> None:
        """Keep a small fact beside the parts."""
        unfinished = self.folder / f".{name}.unfinished"
        unfinished.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
        unfinished.replace(self.folder / f"{name}.json")

    def kept(self, name: str) -> object:
        """Return a fact kept before, None when there is none."""
        path = self.folder / f"{name}.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def open_work(folder: Path, tables: Iterable[Path], **how: object) -> Work:
    """Open the folder of a run on these very tables, or begin one in an empty folder.

    Raises:
        HamkorError: the folder holds a run on other tables or with other options, or other files.
    """
    stamp = {"form": FORM, "tables": [_digest(path) for path in tables], **how}
    path = folder / STAMP
    folder.mkdir(parents=True, exist_ok=True)
    if path.exists():
        if json.loads(path.read_text(encoding="utf-8")) != stamp:
            raise HamkorError(
                _("The folder %(name)s holds a run on other tables or with other options"),
                name=folder.name,
            )
    elif any(folder.iterdir()):
        raise HamkorError(_("The folder %(name)s is not empty"), name=folder.name)
    path.write_text(json.dumps(stamp), encoding="utf-8")
    return Work(folder)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
