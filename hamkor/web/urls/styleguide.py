from django.urls import path

from hamkor.web.views.styleguide import show_styleguide

urlpatterns = [
    path("office/styleguide/", show_styleguide, name="styleguide"),
    path(
        "office/styleguide/public/", show_styleguide, {"side": "public"}, name="styleguide_public"
    ),
]
