"""What an administrator looks up: settings and limits, the audit log's words, every refusal."""

import inspect
from collections.abc import Iterator

from django.conf import settings

from hamkor import errors
from hamkor.assistance import limits as request_limits
from hamkor.audit.actions import AuditAction
from hamkor.cases import limits as case_limits
from hamkor.docs.markdown import code, page, table
from hamkor.errors import BrokenDataFile, HamkorError, NotReceipted, PeerFault, PeerUnreachable
from hamkor.intake import limits as intake_limits
from hamkor.node import Node
from hamkor.persons import limits as person_limits
from hamkor.web.errors import PAGES

KEYS: dict[str, str] = {
    "office": "id of the office, one of `hamkor/data/parties/`",
    "state": "two-letter code of its state",
    "address": "where browsers and other offices' nodes reach it; https in an office",
    "time_zone": "IANA name of the office's time zone; dates are counted in it",
    "default_language": "said to whoever chose none and whose browser speaks none of ours",
    "is_demo": "the node belongs to a demonstration: answers on localhost, short pauses",
    "requires_second_factor": "officers must have a second factor to open any page",
    "database_url": "`postgresql://…`; empty for SQLite in the node's folder",
    "retry_seconds": "rest after a failed delivery; doubles each time, up to an hour",
    "lease_seconds": "how long a worker has for one delivery before another may take it up",
    "pause_seconds": "rest of the worker after a round with nothing to do",
    "fetches": "true for a node that nobody can call: it fetches what waits for it",
    "virus_scanner": "where ClamAV listens: path of its socket, or host:port; empty for none",
}
"""Key of `node.toml` → what it says; `folder` is where the file lies."""

ENVIRONMENT: dict[str, str] = {
    "HAMKOR_NODE": "folder of the node, for `manage.py`, the tests and a WSGI server of your own",
    "HAMKOR_DATABASE_URL": "goes before `database_url` of `node.toml`",
    "HAMKOR_VENV": "where `run.py` keeps its environment; else `.venv`",
}
"""Variable of the environment → what it does."""

SECRETS: dict[str, str] = {
    "keys/office.pem": "signing and opening keys of the office, encrypted under the pepper",
    "keys/pepper": "receipt codes are derived, files and second factors sealed with it",
    "keys/django.secret": "signs sessions and forms; a new one only signs everybody out",
}
_NEVER_A_PAGE = (BrokenDataFile, NotReceipted, PeerUnreachable)
_LIMITS = (
    "MAX_ATTACHMENT_BYTES",
    "MAX_ATTACHMENTS",
    "MAX_COMPLAINT_BYTES",
    "MAX_BODY_BYTES",
    "MAX_FRAME_BYTES",
)
_LIMIT_FILES = (intake_limits, person_limits, case_limits, request_limits)


def settings_page() -> str:
    """Write what `node.toml` and the environment can say, and the limits."""
    keys = (
        (code(name), _type_name(field.annotation), _default(field.default), KEYS[name])
        for name, field in Node.model_fields.items()
        if name in KEYS
    )
    return page(
        "Settings of a node",
        "A node is a folder. `hamkor node init` writes it, and refuses to overwrite one.",
        "## node.toml",
        table(("key", "type", "if left out", "meaning"), keys),
        "## Secrets",
        "None is ever made up anew in silence: a node without one of them does not start.",
        table(("file", "what it is"), ((code(n), text) for n, text in SECRETS.items())),
        "## Environment",
        table(("variable", "meaning"), ((code(n), text) for n, text in ENVIRONMENT.items())),
        "## Limits",
        "Pages say them beside the field. Bytes for the first table, characters for the second.",
        table(("limit", "value"), ((code(n), f"{getattr(settings, n):,}") for n in _LIMITS)),
        table(("limit", "value"), _limits()),
    )


def _type_name(annotation: object) -> str:
    return getattr(annotation, "__name__", str(annotation))


def _default(value: object) -> str:
    if value == "":
        return "empty"
    is_given = isinstance(value, str | bool | int | float)
    return code(str(value).lower()) if is_given else "must be given"


def _limits() -> Iterator[tuple[str, str]]:
    for module in _LIMIT_FILES:
        app = module.__name__.split(".")[1]
        for name, value in vars(module).items():
            if name.isupper() and isinstance(value, int):
                yield code(f"{app}.{name}"), f"{value:,}"


def audit_page() -> str:
    """Write every action that the audit log can hold."""
    rows = ((code(action.value), action.label) for action in AuditAction)
    return page(
        "The audit log's words",
        "Everything that the audit log can contain. An entry is an instant, an actor (a user "
        "name, `person` or `node`), one of these actions, a reference, and codes that explain it, "
        "never a name or a text. The database refuses to change or delete an entry. Reading a "
        "complaint, a case, a person, a request or a document is an action too.",
        table(("action", "in words"), rows),
    )


def errors_page() -> str:
    """Write the tree of refusals, and what a page answers to each."""
    rows = ((code(one.__name__), code(one.code), _status(one), _says(one)) for one in _tree())
    return page(
        "Refusals",
        "Every refusal of the program is one of these classes (`hamkor/errors.py`). Services "
        "raise them with a sentence that the reader is shown in their language; a page answers "
        "with the status here, the endpoint of the exchange with the code alone. Those without "
        "an answer concern the worker or the start of a node.",
        f"```text\n{_drawing()}\n```",
        table(("class", "code", "answer", "meaning"), rows),
    )


def _tree(root: type[HamkorError] = HamkorError) -> Iterator[type[HamkorError]]:
    yield root
    for below in root.__subclasses__():
        if below.__module__ == errors.__name__:
            yield from _tree(below)


def _status(error: type[HamkorError]) -> str:
    """Say what a browser or another node is answered; nothing where nobody waits for one."""
    if issubclass(error, PeerFault):
        return "400 at the exchange"
    status = next(PAGES[kind] for kind in error.__mro__ if kind in PAGES)
    return "" if issubclass(error, _NEVER_A_PAGE) else str(status)


def _says(error: type[HamkorError]) -> str:
    return (error.__doc__ or "").split("\n\n")[0]


def _drawing() -> str:
    text = inspect.getdoc(errors) or ""
    lines = text.partition("::\n")[2].splitlines()
    return inspect.cleandoc("\n".join(line for line in lines if not line or line[0] == " "))
