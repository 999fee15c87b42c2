"""Habits of the house that a reader would otherwise have to look for."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house.sizes import ROOT, tracked_files

PACKAGE = [
    path
    for path in tracked_files()
    if path.suffix == ".py"
    and path.is_relative_to(ROOT / "hamkor")
    and "migrations" not in path.parts
]
THE_CLOCK = "hamkor/clock.py"
# Where a loop or a page must survive anything, and logs it.
EDGES = ("hamkor/gateway/", "hamkor/web/errors.py", "hamkor/command/", "hamkor/demo/")
MAY_NOT_IMPORT = {
    "models.py": ("services", "queries", "django.http", "django.shortcuts"),
    "states.py": ("services", "queries", "django.http"),
    "permissions.py": ("services", "django.http"),
    "services.py": ("django.http", "django.shortcuts", "django.template"),
    "queries.py": ("services", "django.http", "django.shortcuts"),
    "messages.py": ("services", "httpx", "hamkor.exchange.identity"),
}
MACHINE_TIME = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("timezone", "localtime"),
    ("time", "time"),
}
WRITES = {"save", "create", "bulk_create", "update", "delete", "get_or_create", "update_or_create"}

Finding = Iterator[ast.AST]


def asks_the_machine_for_the_time(tree: ast.AST) -> Finding:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            if (owner, node.attr) in MACHINE_TIME:
                yield node
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            yield node.value


def hangs_on_a_signal(tree: ast.AST) -> Finding:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "") in {
            "django.dispatch",
            "django.db.models.signals",
            "django.db.backends.signals",
            "django.core.signals",
        }:
            yield node
        if isinstance(node, ast.Attribute) and node.attr == "on_commit":
            yield node


def overrides_save_or_delete(tree: ast.AST) -> Finding:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any("Model" in ast.unparse(b) for b in node.bases):
            yield from (
                method
                for method in node.body
                if isinstance(method, ast.FunctionDef) and method.name in {"save", "delete"}
            )


def catches_everything(tree: ast.AST) -> Finding:
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and node.type is not None:
            names = ast.unparse(node.type).strip("()").split(", ")
            if {"Exception", "BaseException"} & set(names):
                yield node


def leaves_work_undone(tree: ast.AST) -> Finding:
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and "NotImplementedError" in ast.unparse(node):
            yield node


HABITS: list[tuple[Callable[[ast.AST], Finding], tuple[str, ...]]] = [
    (asks_the_machine_for_the_time, (THE_CLOCK,)),
    (hangs_on_a_signal, ()),
    (overrides_save_or_delete, ()),
    (catches_everything, EDGES),
    (leaves_work_undone, ()),
]


def _named(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT).as_posix()}:{getattr(node, 'lineno', 0)}"


@pytest.mark.parametrize(("habit", "except_in"), HABITS, ids=[h.__name__ for h, _ in HABITS])
def test_no_file_of_the_package(habit, except_in):
    found = [
        _named(path, node)
        for path in PACKAGE
        if not path.relative_to(ROOT).as_posix().startswith(except_in or ("-",))
        for node in habit(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not found, "\n".join(found)


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _is_forbidden(module: str, forbidden: tuple[str, ...]) -> bool:
    """A bare word forbids our module of that name in any app; a dotted one itself and below."""
    ours = module.split(".") if module.startswith("hamkor.") else []
    return any(one in ours or f"{module}.".startswith(f"{one}.") for one in forbidden)


@pytest.mark.parametrize("name", MAY_NOT_IMPORT)
def test_each_file_of_an_app_keeps_to_its_own_work(name):
    found = [
        f"{path.relative_to(ROOT).as_posix()} imports {module}"
        for path in PACKAGE
        if path.name == name
        for module in _imports(ast.parse(path.read_text(encoding="utf-8")))
        if _is_forbidden(module, MAY_NOT_IMPORT[name])
    ]
    assert not found, "\n".join(found)


def test_queries_write_nothing():
    found = [
        _named(path, node)
        for path in PACKAGE
        if path.name == "queries.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and "objects" in ast.unparse(node.func)
    ]
    assert not found, "\n".join(found)


def test_no_module_is_a_drawer_for_everything():
    drawers = {"utils.py", "helpers.py", "common.py", "misc.py", "utils", "helpers", "common"}
    assert [path for path in tracked_files() if drawers & set(path.relative_to(ROOT).parts)] == []


def test_nothing_is_left_for_another_day():
    words = ("TO" + "DO", "FIX" + "ME", "X" * 3)
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{number}"
        for path in tracked_files()
        if path.suffix in {".py", ".html", ".yaml", ".css", ".toml"} and "vendor" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if any(word in line for word in words)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("habit", "source", "is_found"),
    [
        (asks_the_machine_for_the_time, "x = datetime.now(UTC)", True),
        (asks_the_machine_for_the_time, "f(default=timezone.now)", True),
        (asks_the_machine_for_the_time, "x = datetime.datetime.now()", True),
        (asks_the_machine_for_the_time, "f(auto_now_add=True)", True),
        (asks_the_machine_for_the_time, "x = clock.now()", False),
        (hangs_on_a_signal, "from django.dispatch import receiver", True),
        (hangs_on_a_signal, "transaction.on_commit(f)", True),
        (overrides_save_or_delete, "class A(models.Model):\n def save(self): ...", True),
        (overrides_save_or_delete, "class A(Form):\n def save(self): ...", False),
        (catches_everything, "try: f()\nexcept Exception: pass", True),
        (catches_everything, "try: f()\nexcept (OSError, Exception): pass", True),
        (catches_everything, "try: f()\nexcept OSError: pass", False),
        (leaves_work_undone, "raise NotImplementedError('soon')", True),
    ],
)
def test_the_habits_themselves_are_found(habit, source, is_found):
    assert any(habit(ast.parse(source))) is is_found
