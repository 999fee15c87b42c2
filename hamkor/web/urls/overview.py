from django.urls import URLPattern, path

from hamkor.web.views import overview

urlpatterns: list[URLPattern] = [
    path("office/overview/", overview.overview, name="overview"),
    path("office/audit/", overview.audit, name="audit"),
]
