"""Documents say what is so: commands, settings, files and functions they name exist."""

import importlib
import importlib.util
import re
import shlex
import tomllib
from pathlib import Path

import pytest

import run
from hamkor.command import VERBS, docs, node
from hamkor.docs.node_pages import ENVIRONMENT, KEYS
from hamkor.node import Node
from tests.house.sizes import ROOT

PAGES = [
    ROOT / "README.md",
    ROOT / "hamkor/web/templates/hamkor/README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
DECISIONS = sorted((ROOT / "docs/adr").glob("*.md"))
NAMES = {page: page.relative_to(ROOT).as_posix() for page in PAGES}
LONGEST_DECISION = 45
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]\n]+\]\(([^)\s]+)\)")
INLINE = re.compile(r"`([^`\n]+)`")
OURS = ("hamkor/", "tests/", "docs/", "vendor/", "bench/", ".ci/")
PLACES = (ROOT, ROOT / "hamkor/web/templates", ROOT / "hamkor/web/static")
DOTTED = re.compile(r"([a-z]+(?:\.[a-z_]+)*)\.(\w+)(?:\(\))?")
INTERNAL = {"HAMKOR_WEB_PROCESS"}
READ = re.compile(r"""(?:environ(?:\.get\(|\.pop\(|\[)|getenv\(|_PARENT = )\s*"(HAMKOR_[A-Z_]+)""")


def every_page(function):
    return pytest.mark.parametrize("page", PAGES, ids=NAMES.get)(function)


def prose(page):
    """The text without its fenced blocks."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def commands(text):
    """Every line of the shell blocks, and what is quoted within a sentence."""
    blocks = [block for language, block in FENCE.findall(text) if language == "sh"]
    lines = [line.strip() for block in blocks for line in block.splitlines() if line.strip()]
    return lines, INLINE.findall(FENCE.sub("", text))


def anchor(heading):
    words = re.sub(r"[^\w\s-]", "", heading.strip().lower().replace("`", ""))
    return re.sub(r"\s", "-", words)


def anchors(page):
    return {anchor(line.lstrip("#")) for line in prose(page).splitlines() if line.startswith("#")}


def broken_links(text, page):
    for target in LINK.findall(text):
        if re.match(r"https?://", target):
            continue
        name, _, place = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        if not path.exists() or (place and place not in anchors(path)):
            yield target


@every_page
def test_every_link_leads_somewhere(page):
    assert list(broken_links(prose(page), page)) == []


def _files_of(module):
    """A command lies in one file, in a folder, or in files that begin with its name."""
    if module.name == "__init__.py":
        return [*module.parent.rglob("*.py")]
    return [*module.parent.glob(f"{module.stem}*.py"), module.parent / "roots.py"]


def unknown_command(words):
    """Say what is wrong with a command, or nothing; `words` may stop after any verb."""
    if words[:2] == ["python3", "run.py"]:
        verbs = {verb.__name__ for verb in run.VERBS}
        return "" if len(words) == 2 or words[2] in verbs else f"run.py has no verb {words[2]}"
    if words[0] != "hamkor" or len(words) == 1 or not words[1].islower():
        return ""
    if words[1] not in VERBS:
        return f"hamkor has no verb {words[1]}"
    spec = importlib.util.find_spec(VERBS[words[1]][0])
    text = "".join(path.read_text(encoding="utf-8") for path in _files_of(Path(spec.origin)))
    for word in words[2:]:
        option = word.partition("=")[0]
        if option.startswith("--") and f'"{option}"' not in text:
            return f"hamkor {words[1]} has no option {option}"
    if words[1] in {"node", "proof"} and len(words) > 2 and f'"{words[2]}"' not in text:
        return f"hamkor {words[1]} has no verb {words[2]}"
    return ""


@every_page
def test_every_command_exists(page):
    lines, quoted = commands(page.read_text(encoding="utf-8"))
    told = [shlex.split(one) for one in (*lines, *quoted) if re.match(r"(hamkor|python3) \S", one)]
    assert [wrong for words in told if (wrong := unknown_command(words))] == []


@every_page
def test_every_command_about_a_node_can_be_typed_as_it_is_written(page):
    lines, _quoted = commands(page.read_text(encoding="utf-8"))
    for line in lines:
        words = shlex.split(line.partition(" > ")[0])
        if words[:2] == ["hamkor", "node"]:
            node._parser().parse_args(words[2:])


def missing_files(text):
    for quoted in INLINE.findall(text):
        is_path = quoted.startswith(OURS) and not re.search(r"[<>*… ]", quoted)
        file = quoted.partition("::")[0]  # behind it may stand the name of a test
        if is_path and not any((folder / file).exists() for folder in PLACES):
            yield quoted


@every_page
def test_every_file_named_exists(page):
    assert list(missing_files(prose(page))) == []


def missing_names(text):
    """Give dotted names such as `intake.services.file_complaint` that nothing answers to."""
    for quoted in INLINE.findall(text):
        match = DOTTED.fullmatch(quoted)
        module = f"hamkor.{match[1]}" if match else ""
        if not match or not (ROOT / "hamkor" / match[1].split(".")[0]).is_dir():
            continue
        if not exists(module, match[2]):
            yield quoted


def exists(module, name):
    try:
        return hasattr(importlib.import_module(module), name)
    except ModuleNotFoundError:
        return False


@pytest.mark.parametrize(
    "page", [page for page in PAGES if "/reference/" not in NAMES[page]], ids=NAMES.get
)
def test_every_function_named_exists(page):
    assert list(missing_names(prose(page))) == []


@every_page
def test_every_variable_of_the_environment_exists(page):
    named = set(re.findall(r"`(HAMKOR_[A-Z_]+)`", page.read_text(encoding="utf-8")))
    settings = set(re.findall(r"HAMKOR_[A-Z_]+", (ROOT / "hamkor/settings.py").read_text()))
    assert named <= ENVIRONMENT.keys() | settings


def test_the_page_of_settings_names_every_variable_and_every_key():
    sources = [ROOT / "run.py", *(ROOT / "hamkor").rglob("*.py")]
    read = {name for path in sources for name in READ.findall(path.read_text(encoding="utf-8"))}
    assert read - INTERNAL <= ENVIRONMENT.keys()
    assert KEYS.keys() == Node.model_fields.keys() - {"folder"}


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_is_one_screen_with_its_four_parts(page):
    text = page.read_text(encoding="utf-8")
    parts = re.split(r"^## ", text, flags=re.MULTILINE)
    head, *sections = parts
    assert re.match(rf"# {page.stem[:4]} \S.*\n\nDate: \d{{4}}-\d\d-\d\d\n", head)
    assert [s.partition("\n")[0] for s in sections] == ["Context", "Decision", "Consequences"]
    assert all(len(section.split()) > 15 for section in sections)
    assert text.count("\n") <= LONGEST_DECISION


def test_decisions_are_numbered_without_a_gap_and_listed():
    assert [int(p.name[:4]) for p in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    listed = LINK.findall((ROOT / "docs/index.md").read_text(encoding="utf-8"))
    assert {f"adr/{page.name}" for page in DECISIONS} <= set(listed)


def test_the_index_leads_to_every_page():
    listed = set(LINK.findall((ROOT / "docs/index.md").read_text(encoding="utf-8")))
    pages = {path.relative_to(ROOT / "docs").as_posix() for path in PAGES if "docs" in path.parts}
    laws = {page for page in pages if page.startswith("reference/law/")}
    assert pages - {"index.md"} - laws <= listed
    of_law = set(LINK.findall((ROOT / "docs/reference/law/index.md").read_text(encoding="utf-8")))
    assert {page.rpartition("/")[2] for page in laws} - {"index.md"} <= of_law


def test_the_decision_on_dependencies_names_those_that_are_installed():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["postgres"]]
    named = (ROOT / "docs/adr/0008-dependencies.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| ", named, flags=re.MULTILINE)[1:]
    told = {name.split(" ")[0].lower() for row in rows for name in row.split(", ")}
    assert told == {re.match(r"[\w-]+(\[mfa\])?", one)[0].lower() for one in wanted}


def test_the_readme_opens_with_a_picture_and_the_two_commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    before, _, after = text.partition("## The main path")
    assert "](docs/screenshots/" in before
    assert commands(before)[0] == ["python3 run.py demo", "python3 run.py test"]
    assert len(re.findall(r"^\d+\. ", after, flags=re.MULTILINE)) == 12


def test_the_generated_pages_are_what_the_code_and_the_data_say():
    assert list(docs.differences()) == []


def test_a_page_that_is_missing_or_differs_is_named(tmp_path):
    docs.write(tmp_path)
    assert list(docs.differences(tmp_path)) == []
    (tmp_path / "rules.md").write_text("3 days\n", encoding="utf-8")
    (tmp_path / "states.md").unlink()
    found = " ".join(docs.differences(tmp_path))
    assert "rules.md differs" in found
    assert "states.md is missing" in found
    assert "messages.md" not in found


def test_the_findings_themselves_are_found():
    page = ROOT / "docs/index.md"
    assert list(broken_links("[a](nowhere.md) [b](adr/0005-agpl.md#decision)", page)) == [
        "nowhere.md"
    ]
    assert list(broken_links("[a](adr/0005-agpl.md#elsewhere)", page))
    assert unknown_command(["hamkor", "fly"])
    assert unknown_command(["hamkor", "node", "fly"])
    assert unknown_command(["hamkor", "docs", "--fly"])
    assert unknown_command(["python3", "run.py", "fly"])
    assert not unknown_command(["hamkor", "docs", "--check"])
    assert list(missing_files("`hamkor/fly.py` `hamkor/law`")) == ["hamkor/fly.py"]
    assert list(missing_names("`law.deadlines.fly` `law.deadlines.deadline`")) == [
        "law.deadlines.fly"
    ]
