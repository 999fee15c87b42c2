"""Every page of the node, full of work, read by axe in three languages on a phone, and at a desk.

A page that is added and not visited here fails the last test.
"""

import pytest
from django.conf import settings as django_settings
from django.template.loader import render_to_string
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import override

from tests.browser.asking import SAID, walk
from tests.browser.axe import findings
from tests.browser.full_office import PASSWORD, FullOffice

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Route → why it has no page that one could look at.
WITHOUT_PAGE = {
    **dict.fromkeys(
        [
            *("status_file", "status_message", "status_consent", "register_complaint"),
            *("forward_complaint", "answer_complaint", "write_to_person", "case_new_person"),
            *("case_note", "case_document_add", "case_purpose", "case_assign"),
            *("case_end_assignment", "decide_identity", "withdraw_identity", "set_language"),
            *("exchange_upload", "exchange_upload_chunks", "take_up_message"),
            "export_for_court",
            *("exchange_messages", "confirm_identity", "propose_identity", "distrust_office"),
            *("exchange_pull", "exchange_log_witness", "exchange_log_finding"),
            *("situation_complaint", "case_situation_date", "file_for_send"),
            *("return_complaint", "extend_answer", "take_on_complaint", "silence_seen"),
            *("attachment_original", "upload_begin", "upload_part"),
        ],
        "takes what a form on another page sends",
    ),
    **dict.fromkeys(
        [
            *("proof_download", "attachment_copy", "case_document", "request_document"),
            *("mfa_download_recovery_codes", "exchange_keys", "mfa_login_webauthn"),
            "service_worker",
            *("situation_dates", "exchange_directory", "exchange_log_leaves", "exchange_log_seen"),
        ],
        "hands out a file or data",
    ),
    **dict.fromkeys(
        [
            *("account_email_verification_sent", "account_confirm_email", "account_email"),
            *("account_reset_password_done", "account_reset_password_from_key"),
            *("account_reset_password_from_key_done", "account_confirm_login_code"),
        ],
        "no mail is ever sent",
    ),
    "account_set_password": "every officer has a password",
    **dict.fromkeys(["styleguide", "styleguide_public"], "read by test_look"),
}
PUBLIC = [
    *("home", "poster", "file_complaint", "offline", "enter_code", "verify_proof"),
    *("about_data", "check_situation"),
]
OF_A_VISIT = [
    *("status", "status_help", "status_name", "status_withdraw", "status_escalate"),
    *("status_again", "status_erase", "status_letter"),
]
OF_THE_ACCOUNT = [
    *("mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
    *("mfa_deactivate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate"),
    *("mfa_reauthenticate_webauthn", "account_reauthenticate", "account_change_password"),
]
BEFORE_SIGNING_IN = ["account_signup", "account_inactive", "account_reset_password"]
SPOIL_THE_TOKEN = (
    "document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach(field => field.value = 'x')"
)
PICTURED = {("tg", 360), ("ru", 1280)}  # a picture costs as much as reading the page
NOT_FOUND = "/office/complaints/00000000-0000-0000-0000-000000000000/"


class Reader:
    """Goes through pages and writes down what would be in a reader's way."""

    def __init__(self, page, language, width, folder):
        self.page, self.language, self.width, self.folder = page, language, width, folder
        self.seen, self.troubles = [], []
        self.name = ""
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._note("script", str(error)))

    def go(self, name, address):
        """Open an address and read the page."""
        self.name = name
        self.page.goto(address)
        self.read(name)

    def read(self, name):
        """Read the page that is open."""
        self.name = name
        self.seen.append(name)
        if (self.language, self.width) in PICTURED:
            picture = self.folder / f"every-{name}-{self.language}-{self.width}.png"
            self.page.screenshot(path=picture, full_page=True)
        if self.page.get_attribute("html", "lang") != self.language:
            self._note("language", self.page.get_attribute("html", "lang"))
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > self.width:
            self._note("sideways", wide)
        if self.page.locator("h1").count() != 1:
            self._note("h1", self.page.url)
        for finding in findings(self.page):
            self._note("axe", finding)

    def press(self, what):
        """Press something that leads to another page."""
        with self.page.expect_navigation():
            self.page.click(what)

    def _hear(self, message):
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self._note("console", message.text)

    def _note(self, what, words):
        self.troubles.append(f"{self.name} {what}: {words}")


@pytest.fixture
def office(settings):
    settings.HAMKOR_NEUTRAL_PAGE = "/static/hamkor/icon.svg"
    return FullOffice()


@pytest.fixture
def reader(new_page, live_server, screenshots):
    def begin(language, width):
        page = new_page(viewport={"width": width, "height": 740})
        one = Reader(page, language, width, screenshots)
        choose_language(one, live_server.url)
        return one

    return begin


def choose_language(reader, url):
    cookie = {"name": django_settings.LANGUAGE_COOKIE_NAME, "value": reader.language, "url": url}
    reader.page.context.add_cookies([cookie])


def sign_in_as(reader, client, officer, url):
    """Put the session of an officer into the reader's browser."""
    client.force_login(officer)
    session = django_settings.SESSION_COOKIE_NAME
    reader.page.context.add_cookies(
        [{"name": session, "value": client.cookies[session].value, "url": url}]
    )


def forget(reader):
    reader.page.context.clear_cookies(name=django_settings.SESSION_COOKIE_NAME)


def read_public(reader, office, url):
    """Read what a person meets, from the first page to the status, with mistakes."""
    for name in PUBLIC:
        reader.go(name, reverse(name))
    reader.page.goto("/code/")
    reader.page.fill("[name=code]", "0000 0000 0000 0000 0000 00")
    reader.press("main button")
    reader.read("enter_code-wrong")
    reader.go("take_up_draft", reverse("take_up_draft"))
    reader.page.goto("/new/")
    walk(reader.page, {**SAID, "happened": ""}, at_each=lambda name: read_question(reader, name))
    read_draft(reader)
    reader.page.goto("/new/")
    walk(reader.page)
    reader.press("form[action='/filed/'] button")
    reader.page.wait_for_selector("#code")
    reader.read("filed")
    forget(reader)
    reader.page.goto("/code/")
    reader.page.fill("[name=code]", office.signal_code)
    reader.press("main button")
    for name in OF_A_VISIT[::-1]:
        reader.go(name, reverse(name))
    reader.press("form[action='/leave/'] button")
    reader.read("leave")
    choose_language(reader, url)  # the browser was told to forget everything
    reader.go("refusal-404", "/nothing/")
    reader.page.goto("/new/")
    reader.page.evaluate(SPOIL_THE_TOKEN)
    reader.press("#q .govuk-button-group button")
    reader.read("refusal-403-public")
    with override(reader.language):
        broken = render_to_string("500.html")
    answer = {"status": 500, "content_type": "text/html", "body": broken}
    reader.page.route("**/fails/", lambda route: route.fulfill(**answer))
    reader.go("refusal-500", "/fails/")
    forget(reader)


def read_question(reader, name):
    """Read each page of questions in two ways: they are made of the same parts."""
    if (reader.language, reader.width) in PICTURED or name in ("danger", "what", "check"):
        reader.read(f"ask-{name}")


def read_draft(reader):
    """Stop at the last page, choose a PIN, wrongly first, and read the number."""
    reader.press("#q .govuk-summary-list__row:last-child button")
    reader.press("#q button[name=keep]")
    reader.read("keep_draft")
    reader.press("form[action='/new/keep/'] button")
    reader.read("keep_draft-wrong")
    reader.page.fill("[name=pin]", "2580")
    reader.press("form[action='/new/keep/'] button")
    reader.read("kept")


def read_account(reader, office):
    """Sign in with a second factor, as an officer does, and read all pages of the account."""
    for name in BEFORE_SIGNING_IN:
        reader.go(name, reverse(name))
    reader.go("account_login", reverse("account_login"))
    sign_in(reader, "nobody", PASSWORD)
    reader.read("account_login-wrong")
    sign_in(reader, office.duty.username, PASSWORD)
    reader.read("mfa_authenticate")
    reader.page.fill("[name=code]", office.recovery_codes[0])
    reader.press("main form:has([name=code]) button")
    reader.page.wait_for_url("**/office/")
    reader.page.goto(reverse("account_reauthenticate"))
    reader.page.fill("[name=password]", PASSWORD)
    reader.press("main form:has([name=password]) button")
    for name in OF_THE_ACCOUNT:
        reader.go(name, reverse(name))
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        reader.go(name, reverse(name, args=[office.key.pk]))
    reader.go("account_logout", reverse("account_logout"))
    forget(reader)
    reader.page.goto(reverse("account_login"))
    sign_in(reader, office.lead.username, PASSWORD)
    reader.go("mfa_activate_totp", reverse("mfa_activate_totp"))
    forget(reader)


def sign_in(reader, username, password):
    reader.page.fill("[name=login]", username)
    reader.page.fill("[name=password]", password)
    reader.press("main form:has([name=password]) button")


def read_office(reader, office, client, url):
    """Read every page of the office as somebody who works with it."""
    pages = {**office.pages, **office.more_pages()}
    for role, officer in office.staff.items():
        sign_in_as(reader, client, officer, url)
        for name, (who, address) in pages.items():
            if who == role:
                reader.go(name, address)
    sign_in_as(reader, client, office.staff["operator"], url)
    reader.go("refusal-403", "/office/cases/")
    reader.go("refusal-404-office", NOT_FOUND)
    sign_in_as(reader, client, office.deputy, url)
    again = reverse("approve_request", args=[office.answered.reference])
    reader.go("refusal-409", again)
    reader.page.goto(reverse("refuse_request", args=[office.taken.reference]))
    reader.press("main form button.govuk-button")
    reader.read("refuse_request-wrong")


@pytest.mark.parametrize(
    ("language", "width"), [("tg", 360), ("ru", 360), ("en", 360), ("ru", 1280)]
)
def test_every_page_can_be_read_by_everyone(office, reader, client, live_server, language, width):
    one = reader(language, width)
    read_public(one, office, live_server.url)
    read_account(one, office)
    read_office(one, office, client, live_server.url)
    assert "\n".join(one.troubles) == ""
    assert routes_with_pages() - set(one.seen) == set()


def all_routes(resolver):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            is_for_programs = entry.namespace == "api-v1"
            yield from () if is_for_programs else all_routes(entry)
        elif isinstance(entry, URLPattern):
            yield entry.name


def routes_with_pages():
    return set(all_routes(get_resolver())) - WITHOUT_PAGE.keys()


def test_the_list_of_routes_without_a_page_names_only_routes_that_exist():
    assert set(WITHOUT_PAGE) <= set(all_routes(get_resolver()))
