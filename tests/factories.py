"""Rows as the services make them, one factory for each state. All people are invented.

``ComplaintFactory()`` files, ``RegisteredComplaintFactory()`` also registers, and so on; every
factory takes what its verbs take.
"""

import itertools

import factory

from hamkor import envelope
from hamkor.accounts.models import Officer
from hamkor.accounts.roles import Role
from hamkor.intake import services as intake
from hamkor.intake.models import Complaint
from hamkor.matching import PartialDate
from hamkor.persons.models import Person
from hamkor.persons.services import NewName, record_person

numbers = itertools.count(1)


class OfficerFactory(factory.django.DjangoModelFactory):
    """An officer at work, a duty officer unless `role` says otherwise."""

    class Meta:
        model = Officer

    username = factory.Sequence(lambda n: f"officer-{n}")
    full_name = factory.Sequence(lambda n: f"Officer {n} (invented)")
    position = "invented"
    language = "en"
    role = Role.DUTY_OFFICER
    is_active = True


class OperatorFactory(OfficerFactory):
    role = Role.OPERATOR


class DutyOfficerFactory(OfficerFactory):
    role = Role.DUTY_OFFICER


class CaseOfficerFactory(OfficerFactory):
    role = Role.CASE_OFFICER


class DeputyFactory(OfficerFactory):
    role = Role.DEPUTY_PROSECUTOR


class CustodianFactory(OfficerFactory):
    role = Role.IDENTITY_CUSTODIAN


class SupervisorFactory(OfficerFactory):
    role = Role.SUPERVISOR


SURNAMES = (
    *("Каримов", "Олимов", "Шарипов", "Назаров", "Қодиров"),
    *("Ғафуров", "Ятимов", "Боқиев", "Ҷалилов", "Пӯлодов"),
)
GIVEN_NAMES = (
    *("Далер", "Фирӯз", "Парвиз", "Умед", "Зафар"),
    *("Баҳром", "Шӯҳрат", "Лутфулло", "Темур", "Искандар"),
)
names = itertools.cycle(itertools.product(GIVEN_NAMES, SURNAMES))


def a_name() -> str:
    """Return an invented name; a hundred of them differ from each other."""
    return " ".join(reversed(next(names)))


def complaint_facts(**changes) -> intake.ComplaintFacts:
    """Return what an invented worker near Moscow says; `changes` replace fields."""
    facts = {
        "mode": "open",
        "area": "labour-migrants",
        "category": "wages",
        "happened": "Ман чор моҳ кор кардам, музд надоданд.\nШиносномаро гирифтанд.",
        "happened_when": "аз март то июн",
        "happened_where": "Подольск",
        "country": "RU",
        "who_did_it": f"Ихтироъ-Строй {next(numbers)}",
        "wanted": "Музд ва шиноснома",
        "person_name": a_name(),
        "born": "1991",
        "citizenship": "TJ",
        "document_number": f"40{next(numbers):07d}",
        "contact": "ба воситаи бародар",
    }
    return intake.ComplaintFacts(**{**facts, **changes})


def file_a_complaint(**changes) -> intake.Filed:
    """File as a person does and return what the person takes home."""
    how = {
        name: changes.pop(name)
        for name in ("token", "language", "operator", "is_invented", "helper", "has_agreed")
        if name in changes
    }
    filing = {"token": envelope.new_token(), "language": "tg", "is_invented": True, **how}
    return intake.file_complaint(facts=complaint_facts(**changes), **filing)


class _ServiceFactory(factory.Factory):
    """A factory whose class is made by a service, never by the model itself."""

    class Meta:
        abstract = True


class ComplaintFactory(_ServiceFactory):
    """A complaint as filed: received, not registered."""

    class Meta:
        model = Complaint

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return file_a_complaint(**kwargs).complaint


class RegisteredComplaintFactory(ComplaintFactory):
    """A registered complaint; `by` is the duty officer."""

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        by = kwargs.pop("by", None) or DutyOfficerFactory()
        complaint = super()._create(model_class, *args, **kwargs)
        intake.register_complaint(complaint, by=by)
        return complaint


class ForwardedComplaintFactory(RegisteredComplaintFactory):
    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        complaint = super()._create(model_class, *args, **kwargs)
        by = complaint.responsible
        intake.forward_complaint(
            complaint, to="Labour inspectorate", reasons="It decides on wages.", by=by
        )
        return complaint


class InCaseComplaintFactory(RegisteredComplaintFactory):
    """A complaint marked as being in a case, without the case."""

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        complaint = super()._create(model_class, *args, **kwargs)
        intake.mark_in_case(complaint)
        return complaint


class AnsweredComplaintFactory(RegisteredComplaintFactory):
    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        complaint = super()._create(model_class, *args, **kwargs)
        intake.answer_complaint(complaint, text="Ба шумо ҷавоб.", by=complaint.responsible)
        return complaint


class WithdrawnComplaintFactory(ComplaintFactory):
    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        complaint = super()._create(model_class, *args, **kwargs)
        intake.withdraw_complaint(complaint)
        return complaint


class PersonFactory(_ServiceFactory):
    """A person on file: ``PersonFactory(name="Раҳмонов Саид", born="1990")``."""

    class Meta:
        model = Person

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        name = kwargs.pop("name", None) or a_name()
        born = kwargs.pop("born", None)
        source = kwargs.pop("source", "passport")
        recording = {"by": "officer-0", "is_invented": True, "citizenship": "TJ", **kwargs}
        return record_person(
            written_names=[NewName(name, source=source)],
            born=PartialDate.parse(born) if born else None,
            **recording,
        )
