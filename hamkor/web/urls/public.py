from django.urls import path

from hamkor.web.views import contesting, drafts, filing, filing_later, following, public, situation

urlpatterns = [
    path("", public.show_home, name="home"),
    path("new/", filing.ask, name="file_complaint"),
    path("new/keep/", drafts.keep, name="keep_draft"),
    path("new/later/", drafts.take_up, name="take_up_draft"),
    path("filed/", filing.send, name="filed"),
    path("code/", following.enter_code, name="enter_code"),
    path("status/", following.show_status, name="status"),
    path("status/files/", following.add_files, name="status_file"),
    path("status/messages/", following.write, name="status_message"),
    path("status/consent/", following.consent, name="status_consent"),
    path("status/name/", filing_later.give_name, name="status_name"),
    path("status/help/", filing_later.decide_on_help, name="status_help"),
    path("status/somebody-else/", contesting.somebody_else, name="status_escalate"),
    path("status/again/", contesting.again, name="status_again"),
    path("status/erase/", contesting.erase, name="status_erase"),
    path("status/letter/", contesting.letter, name="status_letter"),
    path("status/withdraw/", following.withdraw, name="status_withdraw"),
    path("status/proof/", following.download_proof, name="proof_download"),
    path("check/", situation.check, name="check_situation"),
    path("check/dates/", situation.download_dates, name="situation_dates"),
    path("check/complaint/", situation.turn_into_complaint, name="situation_complaint"),
    path("leave/", public.leave, name="leave"),
    path("proof/", public.verify_proof, name="verify_proof"),
    path("your-data/", public.show_your_data, name="about_data"),
]
