"""One office's installation: a folder with its settings, keys, database and files.

::

    <folder>/node.toml        what this node is (no secrets)
    <folder>/keys/            django.secret · pepper · office.pem   (mode 0600)
    <folder>/db.sqlite3       unless a PostgreSQL address is given
    <folder>/files/           documents, each sealed at rest
    <folder>/vault/           the keys of complaints, one each; copies of it are overwritten
    <folder>/cache/           counters shared by the node's processes
"""

import os
import secrets
import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hamkor.errors import BrokenDataFile, HamkorError

SECRET_BYTES = 48


class Node(BaseModel):
    """What `node.toml` says, and where things lie.

    `address` is where the browser and the peers reach the node. `time_zone` is the office's
    (IANA name). `database_url` empty means SQLite in the folder.

    The worker looks for work every `pause_seconds`; a message that could not be delivered rests
    for `retry_seconds`, then twice as long each time, up to an hour; a worker that takes one up
    has `lease_seconds` (more for a large one) before another may.

    `fetches` is for a node that nobody can call: it asks the others for what waits for it.

    `virus_scanner` is where ClamAV listens: a path of a socket, or `host:port`; empty for none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: Path
    office: str
    state: str
    address: str
    time_zone: str
    default_language: str = "ru"
    is_demo: bool = False
    requires_second_factor: bool = True
    database_url: str = ""
    retry_seconds: float = Field(default=30, gt=0)
    lease_seconds: float = Field(default=30, gt=0)
    pause_seconds: float = Field(default=1, gt=0)
    fetches: bool = False
    virus_scanner: str = ""

    @property
    def keys_folder(self) -> Path:
        return self.folder / "keys"

    @property
    def files_folder(self) -> Path:
        return self.folder / "files"

    @property
    def vault_folder(self) -> Path:
        return self.folder / "vault"

    def read_secret(self, name: str) -> bytes:
        """Return the bytes of `keys/<name>`.

        Raises:
            HamkorError: the file is missing; a node never makes up a new secret in silence.
        """
        path = self.keys_folder / name
        try:
            return path.read_bytes()
        except OSError as error:
            raise HamkorError("The node's secret %(name)s is missing", name=name) from error


def load_node(folder: Path) -> Node:
    """Read the node that lives in `folder`.

    Raises:
        BrokenDataFile: no `node.toml` there, or one that cannot be read.
    """
    path = folder / "node.toml"
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BrokenDataFile(
            path.name, 0, "", f"no node in {folder}: run `hamkor node init`"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BrokenDataFile(path.name, 0, "", str(error)) from error
    try:
        return Node(folder=folder, **content)
    except ValidationError as error:
        first = error.errors()[0]
        raise BrokenDataFile(
            path.name, 0, ".".join(map(str, first["loc"])), first["msg"]
        ) from error


def write_node(node: Node) -> None:
    """Create the folder, `node.toml` and the secrets; refuse to overwrite a node.

    Raises:
        HamkorError: there is a node already.
    """
    path = node.folder / "node.toml"
    if path.exists():
        raise HamkorError("There is a node in this folder already")
    for folder in (
        *(node.folder, node.keys_folder, node.files_folder, node.vault_folder),
        node.folder / "cache",
    ):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in ("django.secret", "pepper"):
        write_secret(node.keys_folder / name, secrets.token_urlsafe(SECRET_BYTES).encode())
    values = node.model_dump(exclude={"folder"})
    path.write_text("".join(f"{key} = {_toml(value)}\n" for key, value in values.items()))


def write_secret(path: Path, content: bytes) -> None:
    """Write `content` so that only the node's own user can read it; never overwrite."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def sync_folder(folder: Path) -> None:
    """Make a new name in `folder` last; a file's own fsync does not."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _toml(value: str | bool | float) -> str:
    if not isinstance(value, str):
        return str(value).lower()
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


UNCONFIGURED = Node(
    folder=Path(os.devnull),
    office="",
    state="",
    address="http://localhost",
    time_zone="UTC",
)
