import json

import pytest

from hamkor.command import main
from hamkor.data_files import DATA
from hamkor.parties import all_measures

EXAMPLE = DATA / "kinds/extradition/example.yaml"


def run(capsys, *arguments):
    code = main(["requests", *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, out, err


def test_a_complete_draft_is_ready(capsys):
    code, out, _err = run(capsys, "check", EXAMPLE, "--on", "2026-11-24")
    assert code == 0
    assert out.startswith("extradition on 2026-11-24: chisinau-2002 or minsk-1993 (unverified)")
    assert out.rstrip().endswith("ready to send")


def test_what_lacks_and_what_bars_is_told_with_article_and_remedy(capsys, tmp_path):
    draft = tmp_path / "draft.yaml"
    text = EXAMPLE.read_text().replace("citizenships: [TJ]", "citizenships: [RU]")
    draft.write_text(text.replace("law_text:", "purpose:"))
    code, out, _err = run(capsys, "check", draft, "--on", "2026-11-24", "--lang", "ru")
    assert code == 1
    assert "Гражданин запрашиваемого государства" in out
    assert "Уголовно-процессуальный кодекс РФ, art. 464(1)(1)" in out
    assert "→ Просите передать преследование" in out
    assert "- law_text:" in out
    assert out.rstrip().endswith("not ready")


def test_programs_read_the_same(capsys):
    code, out, _err = run(capsys, "check", EXAMPLE, "--on", "2026-11-24", "--json")
    told = json.loads(out)
    assert (code, told["is_ready"], told["kind"]) == (0, True, "extradition")
    assert set(told) == {"on", "kind", "is_ready", "instrument", "channel", "missing", "risks",
                         "questions", "safeguards", "clocks", "faults"}  # fmt: skip


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"- a list\n", "a draft is names with values"),
        (b"%PDF-1.7 \xff\xfe", "hamkor: "),
        (b"kind: [\n", "hamkor: "),
        (b"kind: extradition\nkind: records\n", "repeated"),
        (b"kind: dream\n", "kind: dream is not known here"),
    ],
)
def test_what_cannot_be_read_ends_with_2_and_says_why(capsys, tmp_path, content, says):
    draft = tmp_path / "draft.yaml"
    draft.write_bytes(content)
    code, out, err = run(capsys, "check", draft, "--on", "2026-11-24")
    assert (code, out) == (2, "")
    assert says in err


def test_a_file_that_is_not_there_is_named(capsys, tmp_path):
    code, _out, err = run(capsys, "check", tmp_path / "none.yaml", "--on", "2026-11-24")
    assert code == 2
    assert "none.yaml" in err


def test_every_kind_is_listed_with_its_articles(capsys):
    code, out, _err = run(capsys, "kinds")
    assert code == 0
    assert all(f"\n{id}  " in f"\n{out}" for id in all_measures())
    assert (
        "promise_of_request: always (minsk-1993 art. 61(1), chisinau-2002 art. 70 (unverified))"
        in out
    )
    assert len(json.loads(run(capsys, "kinds", "--json")[1])) == len(all_measures())
