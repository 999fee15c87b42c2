"""What `vendor/update` compiled or copied is what is committed, and it stays small and ours."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LISTING = json.loads((ROOT / "vendor/VENDORED.json").read_text(encoding="utf-8"))
STATIC = ROOT / "hamkor/web/static/hamkor"
TEMPLATES = sorted((ROOT / "hamkor/web/templates").rglob("*.html"))
PUBLIC_CSS_LIMIT = 8 * 1024
# Named by the design system, without a style of its own in the sheet of the public pages.
WITHOUT_STYLE = {"govuk-table", "govuk-table__caption"}
PUBLIC_JS_LIMIT = 2 * 1024


def compressed(name: str) -> int:
    return len(gzip.compress((STATIC / name).read_bytes(), 9))


@pytest.mark.parametrize("entry", LISTING["files"], ids=lambda entry: entry["path"])
def test_a_vendored_file_is_the_one_that_was_listed(entry):
    content = (ROOT / entry["path"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == entry["sha256"], "run vendor/update"
    assert entry["licence"] in {"MIT", "MPL-2.0"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", entry["version"])


def test_the_licence_of_each_vendored_package_lies_beside_it():
    for entry in LISTING["files"]:
        folder = (ROOT / entry["path"]).parent
        assert (folder / f"{entry['name']}.LICENSE.txt").stat().st_size > 500


def test_the_style_sheets_were_compiled_from_the_sources_as_they_are():
    whole = hashlib.sha256()
    vendor = ROOT / "vendor"
    for path in sorted((vendor / "scss").rglob("*.scss")):
        name = path.relative_to(vendor).as_posix().encode()
        whole.update(name + b"\0" + path.read_bytes() + b"\0")
    assert whole.hexdigest() == LISTING["scss_sha256"], "run vendor/update"


def test_the_public_pages_load_little():
    assert compressed("public.css") <= PUBLIC_CSS_LIMIT
    assert compressed("public.js") <= PUBLIC_JS_LIMIT


@pytest.mark.parametrize("name", ["public.css", "office.css"])
def test_a_style_sheet_fetches_nothing_and_names_no_face_that_is_not_ours(name):
    css = (STATIC / name).read_text(encoding="utf-8")
    assert "transport" not in css.lower()
    assert "@font-face" not in css
    assert "@import" not in css
    assert not re.search(r"url\((?!data:)", css)


def test_a_class_of_the_public_pages_has_its_style_in_their_sheet():
    """The sheet leaves out what no page names: whoever names something new compiles it again."""
    css = (STATIC / "public.css").read_text(encoding="utf-8")
    pages = [path for path in TEMPLATES if "/public/" in str(path)]
    named = {
        word for page in pages for word in re.findall(r"govuk-[\w-]+", page.read_text("utf-8"))
    }
    styled = set(re.findall(r"\.(govuk-[\w-]+)", css))
    assert named - styled == WITHOUT_STYLE, "run vendor/update"
    assert "govuk-radios--inline" not in styled


def test_no_lock_file_names_a_registry():
    lock = json.loads((ROOT / "vendor/package-lock.json").read_text(encoding="utf-8"))
    assert not [name for name, facts in lock["packages"].items() if "resolved" in facts]


@pytest.mark.parametrize(
    "path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "hamkor/web/templates"))
)
def test_a_template_holds_nothing_that_the_content_security_policy_refuses(path):
    html = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|hx-on", html)
    assert not re.search(r"<script(?![^>]*(\ssrc=|type=\"application/json\"))", html)
    assert not re.search(r"(?:src|action)=\"(?:https?:)?//|<link[^>]*href=\"(?:https?:)?//", html)
