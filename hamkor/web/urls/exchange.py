from django.urls import URLPattern, path

from hamkor.web.views.exchange import exchange, take_up

urlpatterns: list[URLPattern] = [
    path("office/exchange/", exchange, name="exchange"),
    path("office/exchange/take-up/<uuid:message_id>/", take_up, name="take_up_message"),
]
