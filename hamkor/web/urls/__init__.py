"""Every page has one line here, in the file of its area."""

from hamkor.web.urls import (
    cases,
    complaints,
    exchange,
    overview,
    persons,
    public,
    requests,
    styleguide,
)

urlpatterns = [
    *public.urlpatterns,
    *complaints.urlpatterns,
    *cases.urlpatterns,
    *persons.urlpatterns,
    *requests.urlpatterns,
    *exchange.urlpatterns,
    *overview.urlpatterns,
    *styleguide.urlpatterns,
]
