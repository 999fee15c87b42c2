"""The main job in a real browser, over two running offices that reach each other by messages.

The person has a cheap phone, 360 px wide, in Tajik and without scripts; officers sit at a desk.

1. The person files in Tajik and takes a code and a proof of filing home.
2. The duty officer in Dushanbe registers it, compares the person with one on file, decides,
   opens a case and gives it to a case officer.
3. The case officer drafts an inquiry, is told what it lacks, with the provision, and completes it.
4. A deputy approves and sends.
5. In Moscow an officer takes it on, a deputy accepts, the officer asks for one more document.
6. Dushanbe gives it; Moscow executes and answers.
7. Dushanbe tells the person; who comes back with the code and reads the steps of both states.
"""

import io
import os
import re
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from PIL import Image

from hamkor.clock import now
from hamkor.demo.making import make_nodes
from hamkor.demo.offices import PASSWORD, SMALL, offices_of
from hamkor.demo.sayings import ANSWER, COMPLAINT, FACTS, QUESTION, REPLY, TITLE
from hamkor.demo.seeding import seed
from hamkor.demo.supervisor import Supervisor, programs_of, wait_until_answering
from tests.browser import asking
from tests.demo.test_kill import free_ports

pytestmark = [pytest.mark.browser, pytest.mark.nodes]

DOCUMENTATION = Path(__file__).parents[2] / "docs/screenshots"
ADAPTIVE = Image.Palette.ADAPTIVE
SHOWN_HEIGHT = {360: 2400, 1280: 1250}  # what a reader of the documentation needs to see
PATIENCE_SECONDS = 60
OPENED_LINK = "/office/{}/[0-9a-f-]{{36}}/"
BOTH_STATES = ("Тоҷикистон", "Россия")
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def offices(tmp_path_factory):
    """Two offices that run, as addresses and the one who looks after them."""
    folder, port = tmp_path_factory.mktemp("offices"), free_ports(2)
    make_nodes(folder, offices_of(SMALL), port)
    seed(folder, first_port=port, world=SMALL, now=now())
    programs = [p for name in ("dushanbe", "moscow") for p in programs_of(folder / name, name)]
    addresses = {"dushanbe": f"http://localhost:{port}", "moscow": f"http://localhost:{port + 1}"}
    with Supervisor(programs, folder / "logs") as supervisor:
        wait_until_answering(supervisor, list(addresses.values()))
        yield addresses, supervisor


@pytest.fixture
def desk(browser, offices):
    """Open a browser for an officer, signed in, or for the person."""
    addresses, _supervisor = offices
    with ExitStack() as contexts:

        def opened(office: str, language: str, **options):
            context = browser.new_context(base_url=addresses[office], **options)
            contexts.callback(context.close)
            name = django_settings.LANGUAGE_COOKIE_NAME
            cookie = {"name": name, "value": language, "url": addresses[office]}
            context.add_cookies([cookie])
            return context.new_page()

        yield opened


@pytest.fixture
def officer(desk):
    signed_in: dict[str, object] = {}

    def at_work(username: str):
        if username not in signed_in:
            page = desk(username.split(".")[0], "en", viewport=DESK)
            page.goto("/accounts/login/?next=/office/")
            page.fill("[name=login]", username)
            page.fill("[name=password]", PASSWORD)
            press(page, "main form:has([name=password]) button")
            page.wait_for_url("**/office/")
            signed_in[username] = page
        return signed_in[username]

    return at_work


@pytest.fixture
def picture(screenshots):
    """Keep what a page looks like; with HAMKOR_PICTURES=1 also small, for the documentation."""

    def take(page, name, *, is_documented=True):
        shown = f"job-{name}-{page.viewport_size['width']}.png"
        page.evaluate("() => { scrollTo(0, 0); document.activeElement.blur(); }")
        shot = page.screenshot(full_page=True, path=screenshots / shown)
        if os.environ.get("HAMKOR_PICTURES") and is_documented:
            DOCUMENTATION.mkdir(parents=True, exist_ok=True)
            whole = Image.open(io.BytesIO(shot))
            top = whole.crop((0, 0, whole.width, min(whole.height, SHOWN_HEIGHT[whole.width])))
            small = top.convert("P", palette=ADAPTIVE, colors=48)
            small.save(DOCUMENTATION / shown, optimize=True)

    return take


def press(page, what) -> None:
    """Press a link or button (a selector, or found already) and wait for the next page."""
    target = page.locator(what).first if isinstance(what, str) else what.first
    with page.expect_navigation():
        target.click()


def wait_for(page, path: str, is_there: Callable[[], bool], what: str) -> None:
    """Load a page again and again, as someone does who waits for the other office."""
    for _try in range(PATIENCE_SECONDS * 2):
        page.goto(path)
        if is_there():
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"{what} did not come to {path}")


def take(page, request: str, verb: str, **given: str) -> None:
    """Press what the page of a request offers, and fill in the step's own page if it has one."""
    wait_for(page, request, lambda: offered(page, verb).count() > 0, verb)
    press(page, offered(page, verb))
    if page.url.endswith(f"/{verb}/"):
        send_step(page, **given)
    page.wait_for_url(f"**{request}")


def offered(page, verb: str):
    return page.locator(f"main a[href$='/{verb}/'], main form[action$='/{verb}/'] button")


def send_step(page, **given: str) -> None:
    """Fill in and send the page of a step, having considered what it asks to consider."""
    if page.locator("[name=is_considered]").count():
        page.check("[name=is_considered]", force=True)
    for name, value in given.items():
        page.fill(f"[name={name}]", value)
    press(page, "main form[method=post] button.govuk-button")


def path_of(page, what: str) -> str:
    """Return the path of the thing whose page is open."""
    return re.search(OPENED_LINK.format(what), page.url).group()


def file_complaint(page) -> str:
    """File in Tajik, without scripts; return the code."""
    return asking.file_complaint(page, COMPLAINT)


def save_proof(page) -> str:
    with page.expect_download() as download:
        page.click("a[href='/status/proof/']")
    return Path(download.value.path()).read_text(encoding="utf-8")


def register_and_compare(page, picture) -> str:
    """Register the new complaint, decide who the person is; return the complaint's path."""
    page.goto("/office/")
    picture(page, "inbox")
    press(page, "main a[href*='/office/complaints/']:has-text('not registered')")
    complaint = path_of(page, "complaints")
    press(page, "form[action$='/register/'] button")
    page.wait_for_selector(".hk-banner--success")
    picture(page, "complaint")
    press(page, "article a[href*='/office/persons/']")
    page.check("[name=verdict][value=same]", force=True)
    page.fill("[name=reasons]", "Рӯз, моҳ ва ҷои таваллуд як аст; модар тасдиқ кард. (ихтироъ)")
    picture(page, "compare")
    press(page, "form[action$='/decide/'] button")
    page.wait_for_selector("form[action$='/withdraw/']", state="attached")
    return complaint


def open_case(page, complaint: str) -> str:
    """Open a case and give it to the case officer; return its path."""
    page.goto(complaint)
    press(page, "a[href$='/open-case/']")
    page.fill("[name=title]", TITLE)
    press(page, "main form[method=post] button.govuk-button")
    page.wait_for_url("**/office/cases/**")
    case = path_of(page, "cases")
    if not page.locator("form[action$='/assign/']").is_visible():
        page.click("details:has(form[action$='/assign/']) summary")
    page.select_option("form[action$='/assign/'] select", label="Олимзода Парвиз (ихтироъ)")
    page.check("form[action$='/assign/'] [name=is_lead]", force=True)
    press(page, "form[action$='/assign/'] button")
    page.wait_for_selector("form[action$='/assign/dushanbe.case1/end/']")
    return case


def draft_request(page, case: str, picture) -> str:
    """Draft, be told what is missing, complete, ask for approval; return the request's path."""
    page.goto(case)
    press(page, "a[href$='/requests/new/']")
    page.select_option("[name=peer]", "ru-prosecutor-general")
    page.check("[name=kind][value=inter_office_inquiry]", force=True)
    press(page, "main form button.govuk-button")
    page.fill("[name=title]", TITLE)
    page.fill("[name=item-facts]", FACTS["facts"])
    page.fill("[name=item-asked]", "")
    press(page, "button:has-text('Save the draft')")
    page.wait_for_url("**/office/requests/**")
    request = path_of(page, "requests")
    press(page, offered(page, "ask_approval"))
    send_step(page)
    assert "What is asked" in page.inner_text("#lacks")
    picture(page, "missing", is_documented=False)
    page.goto(f"{request}revise_request/")
    picture(page, "draft")
    page.fill("[name=item-asked]", FACTS["asked"])
    press(page, "button:has-text('Save the draft')")
    page.wait_for_url(f"**{request}")
    take(page, request, "ask_approval")
    return request


def give_contract(page, request: str, picture) -> None:
    """Attach the document that was asked for, and give it."""
    # What happened may be read a moment after where the request stood: both must be there.
    is_asked = lambda: (  # noqa: E731
        QUESTION in page.inner_text("main") and offered(page, "attach_document").count() > 0
    )
    wait_for(page, request, is_asked, "the question")
    picture(page, "request")
    press(page, offered(page, "attach_document"))
    paper = {"name": "contract.txt", "mimeType": "text/plain", "buffer": "Шартнома".encode()}
    page.set_input_files("[name=content]", paper)
    send_step(page)
    page.wait_for_url(f"**{request}")
    take(page, request, "give_information", text="Договор прилагается. (вымысел)")


def answer(officer, request: str, picture) -> None:
    """Execute what was asked; a deputy signs and sends the answer."""
    page = officer("moscow.case1")
    wait_for(page, request, lambda: "contract.txt" in page.inner_text("main"), "the document")
    take(page, request, "start_execution")
    press(page, offered(page, "draft_answer"))
    page.check("[name=is_partial][value=finally]", force=True)
    send_step(page, text=ANSWER)
    page.wait_for_url(f"**{request}")
    deputy = officer("moscow.deputy")
    take(deputy, request, "approve_answer")
    picture(deputy, "request-moscow")


def answer_person(page, complaint: str) -> None:
    page.goto(complaint)
    page.click("#answer summary")
    page.check("#answer [name=outcome][value=upheld]")
    page.fill("#answer [name=text]", REPLY)
    press(page, "#answer button")
    page.wait_for_selector(".hk-banner--success")


def read_status(page, code: str) -> str:
    page.goto("/code/")
    page.fill("[name=code]", code)
    press(page, "main button")
    page.wait_for_url("**/status/")
    return page.inner_text("main")


def test_the_main_job_from_a_cheap_phone_to_the_answer_of_the_other_state(desk, officer, picture):
    person = desk("dushanbe", "tg", viewport=PHONE, java_script_enabled=False)
    code = file_complaint(person)
    proof = save_proof(person)
    person.goto("/proof/")
    person.fill("[name=proof]", proof)
    press(person, "main form button.govuk-button")
    assert person.locator(".hk-banner--success").count() == 1, person.inner_text("main")

    duty = officer("dushanbe.duty")
    complaint = register_and_compare(duty, picture)
    case = open_case(duty, complaint)
    drafter = officer("dushanbe.case1")
    ours = draft_request(drafter, case, picture)
    drafter.goto(ours)
    assert offered(drafter, "approve_request").count() == 0
    deputy = officer("dushanbe.deputy")
    take(deputy, ours, "approve_request")
    take(deputy, ours, "send_request")

    moscow = officer("moscow.case1")
    link = moscow.locator("main a[href*='/office/requests/']").first
    wait_for(moscow, "/office/", lambda: link.count() > 0, "the request")
    press(moscow, link)
    theirs = path_of(moscow, "requests")
    take(moscow, theirs, "take_on")
    take(officer("moscow.deputy"), theirs, "accept_request")
    take(moscow, theirs, "ask_for_information", question=QUESTION)
    give_contract(drafter, ours, picture)
    answer(officer, theirs, picture)

    wait_for(drafter, ours, lambda: ANSWER in drafter.inner_text("main"), "the answer")
    drafter.goto(case)
    picture(drafter, "case")
    answer_person(drafter, complaint)
    deputy.goto("/office/overview/")
    picture(deputy, "overview")

    later = desk("dushanbe", "tg", viewport=PHONE, java_script_enabled=False)
    said = read_status(later, code)
    picture(later, "status")
    assert later.locator(".hk-steps .hk-done").count() == 5
    assert all(words in said for words in (*BOTH_STATES, REPLY))
