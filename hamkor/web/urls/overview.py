from django.conf import settings
from django.urls import URLPattern, path

from hamkor.web.views import overview, styleguide

urlpatterns: list[URLPattern] = [
    path("office/overview/", overview.overview, name="overview"),
    path("office/audit/", overview.audit, name="audit"),
]
if settings.NODE.is_demo:
    urlpatterns += [
        path("office/styleguide/", styleguide.show_styleguide, name="styleguide"),
        path(
            "office/styleguide/public/",
            styleguide.show_styleguide,
            {"side": "public"},
            name="styleguide_public",
        ),
    ]
