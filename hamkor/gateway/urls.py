from django.urls import path

from hamkor.gateway import endpoint, keys_endpoint, upload_endpoint

urlpatterns = [
    path("message", endpoint.receive, name="exchange_messages"),
    path("upload", upload_endpoint.begin, name="exchange_upload"),
    path(
        "upload/<str:header_hash>/<int:first>",
        upload_endpoint.add,
        name="exchange_upload_chunks",
    ),
    path("keys", keys_endpoint.keys, name="exchange_keys"),
]
