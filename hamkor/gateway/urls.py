from django.urls import path

from hamkor.gateway import endpoint

urlpatterns = [
    path("messages", endpoint.receive, name="exchange_messages"),
    path("keys", endpoint.keys, name="exchange_keys"),
]
