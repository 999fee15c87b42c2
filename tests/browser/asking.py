"""The pages of questions as a person at a telephone answers them. The worker is invented."""

import random

STORY = "Ман чор моҳ кор кардам, музд надоданд. Шиносномаамро гирифтанд. (Ихтироъ)"
SAID = {
    "is_in_danger": "no",
    "mode": "confidential",
    "for_whom": "self",
    "what": "labour-migrants/wages",
    "pay_amount": "60 000",
    "pay_currency": "RUB",
    "pay_per": "month",
    "pay_units": "4",
    "claim_is_right": "yes",
    "contract": "spoken",
    "happened": STORY,
    "country": "RU",
    "region": "RU-MOS",
    "happened_where": "Подольск",
    "age_group": "adult",
    "sex": "man",
    "citizenship": "TJ",
    "person_name": "Каримов Далер (ихтироъ)",
    "may_be_shared": "yes",
}
MOST_PAGES = 60
ANSWERED = 0.8
CONTINUE = "#q .govuk-button-group button:not([name])"
CONTROLS = """form => [...form.elements].filter(e => e.name && e.type !== 'hidden')
    .map(e => [e.name, e.type, e.value, [...(e.options || [])].map(o => o.value)])"""


def page_of(page) -> str:
    """Return the name of the page of questions that is open."""
    return page.get_attribute("#q input[name=page]", "value") or ""


def answer(page, said) -> None:
    """Answer what `said` knows of the page that is open, and go on."""
    if page_of(page) == "danger":
        press(page, f"button[name=is_in_danger][value={said['is_in_danger']}]")
        return
    done = set()
    for name, kind, value, _options in page.eval_on_selector("#q", CONTROLS):
        wanted = said.get(name)
        if wanted is None or name in done or kind == "submit":
            continue
        if kind in ("radio", "checkbox"):
            if value == wanted:
                page.check(f"#q [name={name}][value='{value}']", force=True)
                done.add(name)
        elif kind == "select-one":
            page.select_option(f"#q [name={name}]", wanted)
        else:
            page.fill(f"#q [name={name}]", wanted)
    press(page, CONTINUE)


def press(page, what) -> None:
    """Press something that leads to another page."""
    with page.expect_navigation():
        page.click(what)


def walk(page, said=SAID, *, until="check", at_each=lambda _name: None) -> None:
    """Answer one page after another until a certain one is open."""
    for _number in range(MOST_PAGES):
        name = page_of(page)
        at_each(name)
        if name == until:
            return
        answer(page, said)
        assert not page.locator(".govuk-error-summary").count(), (name, page.inner_text("main"))
    raise AssertionError(f"no end of the questions: {page_of(page)}")


def file_complaint(page, said=SAID) -> str:
    """File it and return the code as it is shown."""
    page.goto("/new/")
    walk(page, said)
    press(page, "form[action='/filed/'] button")
    page.wait_for_selector("#code")
    return page.inner_text("#code")


def some_answers(page, chance: random.Random) -> dict[str, str]:
    """Return answers by chance to what the open page offers: what a person in a hurry presses."""
    said = {"is_in_danger": chance.choice(("no", "no", "no", "yes"))}
    offered: dict[str, list[str]] = {}
    for name, kind, value, options in page.eval_on_selector("#q", CONTROLS):
        if kind in ("radio", "checkbox"):
            offered.setdefault(name, []).append(value)
        elif kind == "select-one":
            offered[name] = options
        elif kind in ("text", "textarea"):
            offered[name] = ["", "", words_for(name, chance)]
    return said | {
        name: chance.choice(values) for name, values in offered.items() if chance.random() < 0.8
    }


def words_for(name: str, chance: random.Random) -> str:
    """Return something to type that the field can hold."""
    if name.endswith(("_day", "_units")):
        return str(chance.randint(1, 28))
    if name.endswith("_year"):
        return str(chance.randint(1960, 2026))
    if name.endswith(("_amount", "_received", "claim_said")):
        return chance.choice(("60 000", "1200,50", "5"))
    return chance.choice(("Ихтироъ, сабаб ва ҷой", "Вымышленная улица, 5", "OʻIXTIRO ʼ ng"))
