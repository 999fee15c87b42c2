"""What the journal of a case says of each step of its requests; marked for translation."""

from hamkor.assistance.verbs import Step
from hamkor.errors import gettext_noop as _

OURS: dict[str, str] = {
    Step.DRAFTED: _("Request %(number)s was drafted"),
    Step.APPROVAL_ASKED: _("Approval was asked for request %(number)s"),
    Step.APPROVED: _("Request %(number)s was approved and signed"),
    Step.RETURNED: _("Request %(number)s was returned to the drafter"),
    Step.SENT: _("Request %(number)s was sent"),
    Step.OTHER_CHANNEL: _("What we say on request %(number)s went by another channel too"),
    Step.INFORMATION_GIVEN: _("Additional information was given for request %(number)s"),
    Step.WITHDRAWN: _("Request %(number)s was withdrawn"),
    Step.CLOSED: _("Request %(number)s was closed"),
    Step.CASE_OPENED: _("The case was opened for request %(number)s"),
    Step.ACCEPTED: _("We accepted request %(number)s"),
    Step.RESUMED: _("We took up request %(number)s again"),
    Step.REFUSED: _("We refused request %(number)s"),
    Step.POSTPONED: _("We postponed request %(number)s"),
    Step.INFORMATION_ASKED: _("We asked for additional information on request %(number)s"),
    Step.EXECUTION_STARTED: _("Execution of request %(number)s began"),
    Step.PARTLY_EXECUTED: _("We answered request %(number)s in part"),
    Step.EXECUTED: _("We answered request %(number)s"),
}
THEIRS: dict[str, str] = {
    Step.DELIVERED: _("Request %(number)s arrived, with a signed receipt"),
    Step.NOT_DELIVERED: _("A message about request %(number)s could not be delivered"),
    Step.ACCEPTED: _("The other office accepted request %(number)s"),
    Step.REFUSED: _("The other office refused request %(number)s"),
    Step.POSTPONED: _("The other office postponed request %(number)s"),
    Step.INFORMATION_ASKED: _("The other office asked for more about request %(number)s"),
    Step.EXECUTION_STARTED: _("The other office began to execute request %(number)s"),
    Step.PARTLY_EXECUTED: _("The other office answered request %(number)s in part"),
    Step.EXECUTED: _("The other office answered request %(number)s"),
    Step.INFORMATION_GIVEN: _("The other office gave information on request %(number)s"),
    Step.WITHDRAWN: _("The other office withdrew request %(number)s"),
    Step.CLOSED: _("The other office closed request %(number)s"),
    Step.FILE_REFUSED: _("A file that came with request %(number)s was refused"),
}
