from django.urls import URLPattern, path

from hamkor.web.views import identity, persons, private_matching, proposals

_TWO = "office/persons/<uuid:first>/<uuid:second>/"

urlpatterns: list[URLPattern] = [
    path("office/persons/", persons.persons, name="persons"),
    path("office/persons/<uuid:reference>/", persons.person, name="person"),
    path("office/persons/<uuid:reference>/add/", persons.add_to_person, name="add_to_person"),
    path(_TWO, identity.compare, name="compare"),
    path(f"{_TWO}decide/", identity.decide_identity, name="decide_identity"),
    path(f"{_TWO}confirm/", identity.confirm_identity, name="confirm_identity"),
    path(f"{_TWO}withdraw/", identity.withdraw_identity, name="withdraw_identity"),
    path(f"{_TWO}propose/", identity.propose_identity, name="propose_identity"),
    path("office/private-matching/", private_matching.private_matches, name="private_matches"),
    path(
        "office/private-matching/<uuid:reference>/",
        private_matching.private_match,
        name="private_match",
    ),
    path(
        "office/identity-proposals/<uuid:reference>/",
        proposals.identity_proposal,
        name="identity_proposal",
    ),
]
