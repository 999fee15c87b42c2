"""The main job from end to end, walked through the pages of two offices as their users walk it.

A worker files in Tajik and takes a code home; Dushanbe registers, compares, opens a case, drafts,
is told what is missing, approves and sends; Moscow accepts, asks for one more document, executes
and answers; the worker reads with the code what both states did. Nothing here looks into a
database: what the walk knows, it read on a page.
"""

import io
import re
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from PIL import Image

from hamkor.demo.offices import PASSWORD
from hamkor.demo.sayings import ANSWER, COMPLAINT, FACTS, QUESTION, REPLY, TITLE
from hamkor.demo.surfer import Page, Surfer
from hamkor.demo.walking import (
    WalkFailed,
    answer_questions,
    fill_in,
    find_link,
    link_like,
    look_until,
    offers,
    press,
    said_in,
    sign_in,
    take_step,
)
from hamkor.errors import HamkorError
from hamkor.errors import gettext_noop as _

CODE = re.compile(r"(?:\d{4} ){5}\d{2}")


@dataclass
class Walk:
    """Who walks where, and what was found on the way.

    Attributes:
        dushanbe: address of the office asked by the person.
        moscow: address of the other office.
        tend: called while somebody waits: looks after the offices' processes.
        tell: where each finished step is told, with its seconds.
        before_step: called with the number of each step before it is taken.
    """

    dushanbe: str
    moscow: str
    tend: Callable[[], None]
    tell: Callable[[str], None]
    before_step: Callable[[int], None] = lambda _number: None
    title: str = field(default_factory=lambda: f"{TITLE} {secrets.token_hex(3)}")
    code: str = ""
    complaint: str = ""
    case: str = ""
    request_here: str = ""
    request_there: str = ""
    _surfers: dict[str, Surfer] = field(default_factory=dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_details: object) -> None:
        for surfer in self._surfers.values():
            surfer.close()

    def person(self) -> Surfer:
        """Return the worker, who has a telephone in Tajik."""
        return self._surfer("person", self.dushanbe, "tg")

    def officer(self, username: str) -> Surfer:
        """Return an officer, signed in."""
        office = self.moscow if username.startswith("moscow.") else self.dushanbe
        surfer = self._surfer(username, office, "en")
        sign_in(surfer, username, PASSWORD)
        return surfer

    def go(self) -> None:
        """Take every step in order, telling each with its time.

        Raises:
            WalkFailed: something was not as it must be.
        """
        start = time.monotonic()
        for number, (words, step) in enumerate(STEPS, 1):
            self.before_step(number)
            begun = time.monotonic()
            step(self)
            self.tell(f"{number:>2}. {words}  {time.monotonic() - begun:.1f} s")
        self.tell(f"    The answer was read with the code after {time.monotonic() - start:.1f} s.")

    def _surfer(self, name: str, address: str, language: str) -> Surfer:
        if name not in self._surfers:
            self._surfers[name] = Surfer(address, tend=self.tend, language=language)
        return self._surfers[name]


def walk(
    dushanbe: str,
    moscow: str,
    *,
    tend: Callable[[], None],
    before_step: Callable[[int], None] = lambda _number: None,
) -> int:
    """Walk the main job; 0 when the answer was read with the code, else 1 and why."""
    with Walk(dushanbe, moscow, tend, _tell, before_step) as one:
        try:
            one.go()
        except HamkorError as error:
            _tell(f"The walk ended early. {error}")
            return 1
    return 0


def file_complaint(walk: Walk) -> None:
    """File in Tajik; press again after a broken connection; the code stays the same."""
    person = walk.person()
    form = answer_questions(person, "/new/", COMPLAINT)
    page = None
    while page is None:
        page = person.send(form)
    found = CODE.search(page.text)
    if page.status != 200 or not found:
        raise WalkFailed("a receipt code", page)
    walk.code = found.group()


def check_proof(walk: Walk) -> None:
    """Save the proof of filing; verify it on the page, and without any office."""
    person = walk.person()
    proof = person.download("/status/proof/")
    page = person.open("/proof/")
    form = page.form_with("proof")
    answer = person.send(form, {"proof": proof}) if form else page
    keys = person.download("/exchange/v2/keys")
    if answer is None or answer.status != 200 or not _is_genuine(proof, keys):
        raise WalkFailed("the proof to be genuine", answer or page)


def add_photo(walk: Walk) -> None:
    """Add a photograph to the complaint."""
    person, name = walk.person(), "photo.png"
    fill_in(
        person,
        "/status/",
        ("file",),
        {},
        until=lambda: name in person.open("/status/").text,
        files={"file": (name, _photo(), "image/png")},
    )


def register(walk: Walk) -> None:
    """Find the new complaint in the inbox and register it."""
    officer = walk.officer("dushanbe.duty")
    queue = "/office/complaints/?status=received"
    walk.complaint = find_link(officer, queue, "/office/complaints/*/")
    press(officer, walk.complaint, "/register/")


def decide_identity(walk: Walk) -> None:
    """Compare with the person on file who may be the same, and decide."""
    officer = walk.officer("dushanbe.duty")
    path = find_link(officer, walk.complaint, "/office/persons/*/*/")
    reasons = "День, месяц и место рождения совпали; мать подтвердила. (вымысел)"
    press(officer, path, "/decide/", {"verdict": "same", "reasons": reasons})


def open_case(walk: Walk) -> None:
    """Open a case from the complaint and give it to a case officer."""
    officer = walk.officer("dushanbe.duty")
    fill_in(
        officer,
        f"{walk.complaint}open-case/",
        ("title", "purpose"),
        {"title": walk.title, "purpose": "protection"},
        until=lambda: bool(_case_of(officer.open(walk.complaint))),
    )
    walk.case = _case_of(officer.open(walk.complaint))
    _assign(officer, walk.case, "Олимзода Парвиз")


def draft(walk: Walk) -> None:
    """Draft the inquiry, be told what it lacks with the article, complete it, ask for approval."""
    officer = walk.officer("dushanbe.case1")
    choice = "peer=ru-prosecutor-general&kind=inter_office_inquiry"
    fill_in(
        officer,
        f"{walk.case}requests/new/?{choice}",
        ("title", "language"),
        {"title": walk.title, "item-asked": "", "item-facts": FACTS["facts"]},
        until=lambda: bool(link_like(officer.open(walk.case), "/office/requests/*/")),
    )
    walk.request_here = link_like(officer.open(walk.case), "/office/requests/*/")
    _be_told_what_is_missing(officer, walk.request_here)
    take_contents = {f"item-{name}": text for name, text in FACTS.items()}
    _revise(officer, f"{walk.request_here}revise_request/", {"title": walk.title, **take_contents})
    take_step(officer, walk.request_here, "ask_approval")


def approve_and_send(walk: Walk) -> None:
    """The drafter may not approve; another officer approves and sends."""
    drafter = walk.officer("dushanbe.case1")
    page = drafter.open(walk.request_here)
    if offers(page, "approve_request"):
        raise WalkFailed("no approval by the drafter", page)
    deputy = walk.officer("dushanbe.deputy")
    take_step(deputy, walk.request_here, "approve_request")
    take_step(deputy, walk.request_here, "send_request")


def receive(walk: Walk) -> None:
    """Moscow has it, with a receipt that Dushanbe can show; an officer takes it on."""
    officer = walk.officer("moscow.case1")
    arrived = look_until(
        officer, "/office/requests/", lambda page: walk.title in page.text, expected="the request"
    )
    walk.request_there = link_like(arrived, "/office/requests/*/")
    take_step(officer, walk.request_there, "take_on")
    look_until(
        walk.officer("dushanbe.deputy"),
        walk.request_here,
        lambda page: "signed receipt" in page.text and not offers(page, "send_request"),
        expected="the receipt",
    )


def accept_and_ask(walk: Walk) -> None:
    """The deputy in Moscow accepts; the officer asks for one more document."""
    deputy = walk.officer("moscow.deputy")
    take_step(deputy, walk.request_there, "accept_request")
    officer = walk.officer("moscow.case1")
    take_step(officer, walk.request_there, "ask_for_information", {"question": QUESTION})


def give(walk: Walk) -> None:
    """Dushanbe reads the question, attaches the document and gives it."""
    officer = walk.officer("dushanbe.case1")
    path, name = walk.request_here, "contract.txt"
    look_until(officer, path, lambda p: offers(p, "give_information"), expected="the question")
    content = "Шартномаи меҳнатӣ (ихтироъ)".encode()
    fill_in(
        officer,
        f"{path}attach_document/",
        ("content",),
        {},
        until=lambda: name in officer.open(path).text,
        files={"content": (name, content, "text/plain")},
    )
    take_step(officer, path, "give_information", {"text": "Договор прилагается. (вымысел)"})


def execute(walk: Walk) -> None:
    """Moscow executes and drafts the answer; another officer approves and sends it."""
    officer = walk.officer("moscow.case1")
    path = walk.request_there
    look_until(officer, path, lambda p: "contract.txt" in p.text, expected="the document")
    take_step(officer, path, "start_execution")
    fill_in(
        officer,
        f"{path}draft_answer/",
        ("text",),
        {"text": ANSWER, "is_partial": "finally"},
        until=lambda: ANSWER in officer.open(path).text,
    )
    take_step(walk.officer("moscow.deputy"), path, "approve_answer")


def answer_person(walk: Walk) -> None:
    """Dushanbe reads Moscow's answer and answers the person."""
    officer = walk.officer("dushanbe.case1")
    look_until(officer, walk.request_here, lambda p: ANSWER in p.text, expected="Moscow's answer")
    press(officer, walk.complaint, "/answer/", {"text": REPLY, "outcome": "upheld"})


def read_answer(walk: Walk) -> None:
    """Come back on another telephone, enter the code, read both states' steps and the answer."""
    with Surfer(walk.dushanbe, tend=walk.tend, language="tg") as person:
        while not (page := person.open("/status/")).form_to("/status/messages/"):
            form = person.open("/code/").form_with("code")
            if form is None:
                raise WalkFailed("a form for the code", page)
            answer = person.send(form, {"code": walk.code})
            if answer and answer.status != 200:
                raise WalkFailed("the code to be known", answer)
    said = said_in("tg")
    for sentence in READ_AT_THE_END:
        if said(sentence) not in page.text:
            raise WalkFailed(f"the step “{sentence}” in Tajik", page)
    if REPLY not in page.text:
        raise WalkFailed("the answer", page)


READ_AT_THE_END = (
    _("Your complaint was filed"),
    _("We asked the office in the other country"),
    _("They accepted the request"),
    _("They asked us for one more document"),
    _("They did what was asked and answered"),
    _("We answered you"),
)
STEPS: tuple[tuple[str, Callable[[Walk], None]], ...] = (
    ("A worker files a complaint in Tajik and gets a code", file_complaint),
    ("The proof of filing is genuine, on the page and offline", check_proof),
    ("The worker adds a photograph", add_photo),
    ("Dushanbe: the duty officer registers it", register),
    ("Dushanbe: a person on file may be the same; the officer decides", decide_identity),
    ("Dushanbe: a case is opened and has an officer", open_case),
    ("Dushanbe: an inquiry is drafted, completed, put up for approval", draft),
    ("Dushanbe: another officer approves and sends", approve_and_send),
    ("Moscow: it arrived, with a signed receipt; an officer takes it on", receive),
    ("Moscow: accepted; one more document is asked for", accept_and_ask),
    ("Dushanbe: the document is given", give),
    ("Moscow: executed, answered, approved by another officer", execute),
    ("Dushanbe: the person is answered", answer_person),
    ("The worker reads the steps of both states with the code", read_answer),
)


def _case_of(page: Page) -> str:
    """Return the case a complaint is in; its page names those of similar persons below."""
    return "" if page.link_to("/open-case/") else link_like(page, "/office/cases/*/")


def _assign(officer: Surfer, case: str, name: str) -> None:
    """Let the officer of this name lead the case."""
    while name not in (page := officer.open(case)).text:
        form = page.form_to("/assign/")
        if form is None:
            raise WalkFailed("a form to assign an officer", page)
        chosen = next((v for v, said in form.options["officer"] if name in said), "")
        answer = officer.send(form, {"officer": chosen, "is_lead": "on"})
        if answer and answer.status not in {200, 409}:
            raise WalkFailed("the officer to be assigned", answer)


def _be_told_what_is_missing(officer: Surfer, path: str) -> None:
    """Ask for approval too early: the page refuses and names what is missing."""
    answer = None
    while answer is None:
        page = officer.open(f"{path}ask_approval/")
        form = page.form_to("/ask_approval/")
        answer = officer.send(form, {"is_considered": "on"}) if form else page
    if answer.status != 422:
        raise WalkFailed("to be told what the draft still lacks", answer)


def _revise(officer: Surfer, path: str, values: dict[str, str]) -> None:
    fill_in(
        officer,
        path,
        ("title", "language"),
        values,
        until=lambda: FACTS["asked"] in officer.open(path.removesuffix("revise_request/")).text,
    )


def _photo() -> bytes:
    """Return a small picture."""
    kept = io.BytesIO()
    Image.new("RGB", (64, 48), (11, 85, 99)).save(kept, "PNG")
    return kept.getvalue()


def _is_genuine(proof: str, keys: str) -> bool:
    """Ask the command for proofs, which knows no office and no database."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / "proof.txt", Path(folder) / "keys.txt"]
        for path, text in zip(files, (proof, keys), strict=True):
            path.write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "hamkor.command", "proof", "verify", str(files[0])]
        done = subprocess.run(  # noqa: S603 - our own arguments
            [*command, "--keys", str(files[1])], capture_output=True, check=False
        )
    return done.returncode == 0


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
