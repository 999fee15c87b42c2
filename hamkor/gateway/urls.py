from django.urls import path

from hamkor.gateway import endpoint, keys_endpoint

urlpatterns = [
    path("message", endpoint.receive, name="exchange_messages"),
    path("keys", keys_endpoint.keys, name="exchange_keys"),
]
