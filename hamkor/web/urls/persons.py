from django.urls import URLPattern, path

from hamkor.web.views import persons

_TWO = "office/persons/<uuid:first>/<uuid:second>/"

urlpatterns: list[URLPattern] = [
    path("office/persons/", persons.persons, name="persons"),
    path("office/persons/<uuid:reference>/", persons.person, name="person"),
    path(_TWO, persons.compare, name="compare"),
    path(f"{_TWO}decide/", persons.decide_identity, name="decide_identity"),
    path(f"{_TWO}withdraw/", persons.withdraw_identity, name="withdraw_identity"),
]
