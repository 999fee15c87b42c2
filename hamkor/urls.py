from django.urls import include, path

urlpatterns = [
    path("", include("hamkor.web.urls")),
    path("exchange/v1/", include("hamkor.gateway.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
]
