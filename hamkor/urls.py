from django.urls import include, path

urlpatterns = [
    path("", include("hamkor.web.urls")),
    path("api/", include("hamkor.api.urls")),
    path("exchange/v2/", include("hamkor.gateway.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
]

handler400 = "hamkor.web.errors.bad_request"
handler403 = "hamkor.web.errors.forbidden"
