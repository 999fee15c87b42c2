"""Cases and requests as the services make them, one function for each state, on both sides.

This node is the office in Dushanbe; `Moscow` plays the other one, whose keys it holds. All people
are invented.
"""

import itertools
from uuid import UUID, uuid4

from hamkor import clock, envelope
from hamkor.assistance import messages
from hamkor.assistance import services as assistance
from hamkor.assistance.models import AssistanceRequest
from hamkor.cases import services as cases
from hamkor.cases.models import Case
from hamkor.exchange.models import InboxMessage, OutboxMessage
from hamkor.exchange.services import accept, record_receipt
from hamkor.gateway.delivery import settle
from hamkor.gateway.dispatch import dispatch_new
from hamkor.parties.measures import measure
from tests.factories import CaseOfficerFactory, DeputyFactory
from tests.simulated_peer import SimulatedPeer

MOSCOW = "ru-prosecutor-general"
PROTECTIVE = ("protection", "investigation_of_harm", "statistics")
TEXT_FILE = ("contract.txt", "Шартномаи меҳнатӣ (ихтироъ)".encode())
_numbers = itertools.count(1)


def a_file(text: str = "") -> dict[str, object]:
    """Return name and content of a small text file; another one each time without `text`."""
    content = text or f"Invented paper {next(_numbers)}"
    return {"name": "paper.txt", "content": content.encode()}


def all_contents(kind: str) -> dict[str, str]:
    """Return a text for every item that a kind of request may ask for."""
    return {item.id: f"Invented: {item.names.en}" for item in measure(kind).contents}


def open_case(*, by=None, **changes) -> Case:
    """Open a case that a case officer leads."""
    opening = {
        "complaint": None,
        "title": "Музди надода (ихтироъ)",
        "area": "labour-migrants",
        "purpose": "protection",
        "summary": "",
        "is_invented": True,
        **changes,
    }
    return cases.open_case(by=by or CaseOfficerFactory(), **opening)


def draft(*, case: Case | None = None, by=None, **changes) -> AssistanceRequest:
    """Draft an inquiry that lacks nothing."""
    case = case or open_case(by=by)
    kind = changes.get("kind", "inter_office_inquiry")
    drafted = {
        "peer": MOSCOW,
        "kind": kind,
        "area": "labour-migrants",
        "title": "Дархост оид ба музд (ихтироъ)",
        "contents": all_contents(kind),
        "language": "ru",
        **changes,
    }
    return assistance.draft_request(case, by=by or case.lead, **drafted)


def asked(**changes) -> AssistanceRequest:
    """A draft that waits for a deputy's approval."""
    request = draft(**changes)
    assistance.ask_approval(request, by=request.prepared_by)
    return request


def approved(*, deputy=None, **changes) -> AssistanceRequest:
    """A request that a deputy has approved."""
    request = asked(**changes)
    assistance.approve_request(request, by=deputy or DeputyFactory())
    return request


def sent(**changes) -> AssistanceRequest:
    """A request on its way; Moscow must be trusted."""
    request = approved(**changes)
    assistance.send_request(request, by=request.approved_by)
    return request


def came(about: UUID, *, documents=(), sender=MOSCOW, limits=(), **changes) -> dict[str, object]:
    """Return how a message came, as the dispatcher says it."""
    return {
        "about": about,
        "sender": sender,
        "documents": documents,
        "limits_on_use": limits,
        "message_id": uuid4(),
        "received_at": clock.now(),
        **changes,
    }


def body(which: type[messages.StepMessage], /, step: int = 1, **says) -> messages.StepMessage:
    """Return the body of a message of Moscow's; `says` replaces what it says."""
    usual = {
        messages.Acceptance: {"number": "R-RU-2026-000007"},
        messages.Refusal: {
            "number": "R-RU-2026-000007",
            "ground": "outside_powers",
            "provision": "own powers",
            "reasons": "Вне наших полномочий (вымысел)",
        },
        messages.Postponement: {
            "number": "R-RU-2026-000007",
            "until": "2026-12-24",
            "reasons": "Идёт своё дело (вымысел)",
        },
        messages.InformationQuestion: {
            "number": "R-RU-2026-000007",
            "question": "Пришлите договор (вымысел)",
        },
        messages.Information: {"answers_step": 1, "text": "Шартнома (ихтироъ)"},
        messages.ExecutionStarted: {"number": "R-RU-2026-000007"},
        messages.Answer: {
            "number": "R-RU-2026-000007",
            "text": "Деньги выплачены (вымысел)",
            "is_partial": False,
            "signatory": "Вымышлен, заместитель",
        },
        messages.Withdrawal: {"reasons": "Больше не нужно (вымысел)"},
        messages.Request: {
            "number": "R-RU-2026-000003",
            "kind": "inter_office_inquiry",
            "area": "labour-migrants",
            "title": "О выплате (вымысел)",
            "contents": all_contents("inter_office_inquiry"),
            "language": "ru",
            "agreement": "ru-tj-offices-2025",
            "signatory": "Вымышлен, заместитель",
        },
    }.get(which, {})
    return which(**{"step": step, "at": clock.now(), **usual, **says})


def received(*, limits=PROTECTIVE, documents=(), **says) -> AssistanceRequest:
    """A request of Moscow's that has come in here."""
    reference = uuid4()
    assistance.receive_request(
        body(messages.Request, **says), **came(reference, limits=limits, documents=documents)
    )
    return AssistanceRequest.objects.get(reference=reference)


def taken_on(*, officer=None, **says) -> AssistanceRequest:
    """A request that came in and that a case officer has taken."""
    request = received(**says)
    officer = officer or CaseOfficerFactory()
    assistance.take_on(request, officer=officer, by=officer)
    return request


def accepted(*, deputy=None, **says) -> AssistanceRequest:
    """A request that came in and that a deputy has accepted; Moscow must be trusted."""
    request = taken_on(**says)
    assistance.accept_request(request, by=deputy or DeputyFactory())
    return request


class Moscow(SimulatedPeer):
    """The other office in full: it numbers its steps, and its messages go through the node."""

    def __init__(self) -> None:
        super().__init__(MOSCOW)
        self._steps: dict[UUID, int] = {}
        self._received: set[UUID] = set()

    def says(self, which: type[messages.StepMessage], about: UUID, /, **says) -> InboxMessage:
        """Send a message and let the node take it in."""
        frame = self.frame(which, about, **says)
        return self.delivers(frame)

    def frame(self, which: type[messages.StepMessage], about: UUID, /, **says) -> bytes:
        """Seal the next message about a matter without sending it."""
        documents = says.pop("documents", ())
        limits = says.pop("limits", PROTECTIVE)
        step = self._steps[about] = self._steps.get(about, 0) + 1
        said = body(which, says.pop("step", step), **says)
        return self.seal(
            said.KIND,
            said.model_dump(mode="json"),
            about=about,
            documents=documents,
            limits_on_use=limits,
        )

    def delivers(self, frame: bytes) -> InboxMessage:
        """Hand over a frame and let the worker dispatch it."""
        accept(frame)
        dispatch_new()
        header, _hash = envelope.read_header(frame)
        return InboxMessage.objects.get(message_id=header.message_id)

    def receives(self, about: UUID) -> list[envelope.Message]:
        """Take what the node has to say about a matter, give receipts, and return it opened."""
        opened = []
        for message in OutboxMessage.objects.filter(about=about, status="waiting").order_by("id"):
            opened.append(self.read(message)[1])
            record_receipt(message, self.receipt_for(bytes(message.frame)))
        settle()
        return opened
