"""What two nodes tell each other: readable outside, sealed inside, one body per step."""

import inspect
import re
from typing import Any

from pydantic import BaseModel

from hamkor.docs.markdown import code, page, table
from hamkor.envelope import Header, Receipt
from hamkor.gateway.delivery import PATH, SETTLERS
from hamkor.gateway.dispatch import RECEIVERS

_ATTRIBUTE = re.compile(r"^(?P<name>\w+): (?P<text>.*)$")
_BOUNDS = {
    "minLength": "{} or more characters",
    "maxLength": "at most {} characters",
    "minimum": "from {}",
    "maximum": "at most {}",
    "minItems": "{} or more",
    "maxItems": "at most {}",
    "maxProperties": "at most {} items",
    "const": "always “{}”",
    "format": "{}",
    "pattern": "`{}`",
}
_HEAD = ("field", "type", "meaning")


def messages_page() -> str:
    """Write the header, the receipt and every kind of message."""
    return page(
        "Messages between nodes",
        f"A message is sent by POST to `{PATH}` of the other office's node, until that node "
        "answers with a signed receipt. On the way only the header can be read; the kind, the "
        "body and the documents are sealed for the recipient. A changed body is a new kind with a "
        "new number, never a changed field.",
        "## The header, signed and readable on the way",
        _fields(Header),
        "## The receipt, signed by the recipient",
        _fields(Receipt),
        *(block for kind in RECEIVERS for block in _kind(kind)),
    )


def _kind(kind: str) -> tuple[str, ...]:
    body, receive = RECEIVERS[kind]
    app = receive.__module__.split(".")[1]
    taken_in = f"Taken in by `{app}.services.{receive.__name__}`."
    told = " The sender's case learns whether it was delivered." if kind in SETTLERS else ""
    return f"## {kind}", _summary(body), taken_in + told, _fields(body)


def _summary(model: type[BaseModel]) -> str:
    return " ".join((inspect.getdoc(model) or "").split("\n\n")[0].split())


def _fields(model: type[BaseModel]) -> str:
    schema = model.model_json_schema()
    meanings = _meanings(model)
    required = schema.get("required", [])
    rows = (
        (
            code(name) + ("" if name in required else " (optional)"),
            _type(field, schema.get("$defs", {})),
            meanings.get(name, "").removesuffix("."),
        )
        for name, field in schema["properties"].items()
    )
    return table(_HEAD, rows)


def _meanings(model: type[BaseModel]) -> dict[str, str]:
    """Read the sections "Attributes" of a class and of those it builds on."""
    found: dict[str, str] = {}
    for one in reversed(model.__mro__):
        section = (inspect.getdoc(one) or "").partition("Attributes:\n")[2]
        found |= _attributes(inspect.cleandoc(section))
    return found


def _attributes(section: str) -> dict[str, str]:
    found: dict[str, str] = {}
    name = ""
    for line in section.splitlines():
        match = _ATTRIBUTE.match(line)
        if match:
            name = match["name"]
            found[name] = match["text"]
        elif name:
            found[name] += f" {line.strip()}"
    return found


def _type(field: dict[str, Any], known: dict[str, Any]) -> str:
    """Say a JSON schema in a few words."""
    if "$ref" in field:
        return _type(known[field["$ref"].rpartition("/")[2]], known)
    if "anyOf" in field:
        return " or ".join(_type(one, known) for one in field["anyOf"])
    if field.get("type") == "object" and "properties" in field:
        return ", ".join(map(code, field["properties"]))
    if field.get("const") == "":
        return "empty"
    if "enum" in field:
        return " or ".join(code(value) for value in field["enum"])
    bounds = [text.format(field[key]) for key, text in _BOUNDS.items() if key in field]
    name = field.get("type", "any")
    if "items" in field:
        name = f"list of ({_type(field['items'], known)})"
    return ", ".join([name, *bounds])
