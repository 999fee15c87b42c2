from django.urls import URLPattern, path

from hamkor.web.views.court import export_for_court
from hamkor.web.views.exchange import distrust, exchange, take_up

urlpatterns: list[URLPattern] = [
    path("office/exchange/", exchange, name="exchange"),
    path("office/exchange/distrust/<slug:office>/", distrust, name="distrust_office"),
    path("office/court/<uuid:reference>/", export_for_court, name="export_for_court"),
    path("office/exchange/take-up/<uuid:message>/", take_up, name="take_up_message"),
]
