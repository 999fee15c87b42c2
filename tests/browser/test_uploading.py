"""Files go to the office in parts where scripts run, and whole where they do not."""

import io

import pytest
from django.urls import reverse
from PIL import Image

from hamkor.intake.services import add_attachment, register_complaint
from hamkor.intake.services.uploads import PART_BYTES
from tests.browser.test_every_page import sign_in_as
from tests.factories import DutyOfficerFactory, file_a_complaint

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LETTER = "мактуби ихтироъ ".encode() * (2 * PART_BYTES // 29)


def a_letter(name="нома.txt", content=LETTER):
    return {"name": name, "mimeType": "text/plain", "buffer": content}


def come_back(page, filed):
    page.goto("/code/")
    page.fill("[name=code]", filed.code)
    with page.expect_navigation():
        page.click("main form button")


def test_a_letter_arrives_in_parts_although_the_line_breaks(page):
    filed = file_a_complaint()
    come_back(page, filed)
    sent = []

    def break_once(route):
        sent.append(route.request.url.rsplit("/", 2)[1])
        return route.abort() if len(sent) == 2 else route.continue_()

    page.route("**/status/parts/*/*/", break_once)
    page.set_input_files("[name=file]", a_letter())
    with page.expect_navigation(url="**/status/"):
        page.click("[data-hk-upload] button")
    added = filed.complaint.attachments.get()
    assert (added.name, added.size) == ("нома.txt", len(LETTER))
    assert sent[:3] == ["0", "1", "1"]
    assert "нома.txt" in page.inner_text("main")


def test_a_refusal_is_said_beside_the_form_and_another_file_can_be_sent(page, screenshots):
    filed = file_a_complaint()
    come_back(page, filed)
    page.screenshot(path=screenshots / "add-files-360.png", full_page=True)
    page.set_input_files("[name=file]", a_letter("a.exe", b"MZ\x90\xff\x00"))
    page.click("[data-hk-upload] button")
    page.locator("[data-hk-progress]", has_text="“a.exe”").wait_for()
    assert page.is_enabled("[data-hk-upload] button")
    assert not filed.complaint.attachments.exists()


def test_without_scripts_the_form_sends_the_letter_whole(new_page):
    page = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    filed = file_a_complaint()
    come_back(page, filed)
    page.set_input_files("[name=file]", a_letter())
    with page.expect_navigation(url="**/status/"):
        page.click("[data-hk-upload] button")
    assert filed.complaint.attachments.get().size == len(LETTER)


def test_an_officer_sees_the_photograph_and_opens_the_original_with_a_reason(
    new_page, client, live_server, screenshots
):
    page = new_page(viewport={"width": 1280, "height": 900})
    duty = DutyOfficerFactory()
    filed = file_a_complaint()
    register_complaint(filed.complaint, by=duty)
    written = io.BytesIO()
    Image.linear_gradient("L").resize((900, 600)).save(written, "JPEG")
    file = add_attachment(filed.complaint, name="сурат.jpg", content=written.getvalue())
    reader = type("Reader", (), {"page": page, "language": "en"})()
    sign_in_as(reader, client, duty, live_server.url)
    page.goto(reverse("attachment", args=[file.reference]))
    width = page.evaluate("document.querySelector('img.hk-evidence').naturalWidth")
    assert width == 900
    page.screenshot(path=screenshots / "attachment-1280.png", full_page=True)
    page.check("[name=reason][value=genuine]")
    with page.expect_download() as download:
        page.click("form[action$='/original/'] button")
    assert download.value.suggested_filename == "сурат.jpg"
