from django.urls import URLPattern, path

from hamkor.web.views.exchange import exchange

urlpatterns: list[URLPattern] = [path("office/exchange/", exchange, name="exchange")]
