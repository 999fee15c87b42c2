from django.urls import path

from hamkor.gateway import (
    endpoint,
    keys_endpoint,
    log_endpoint,
    pull_endpoint,
    upload_endpoint,
)

urlpatterns = [
    path("message", endpoint.receive, name="exchange_messages"),
    path("upload", upload_endpoint.begin, name="exchange_upload"),
    path(
        "upload/<str:header_hash>/<int:first>",
        upload_endpoint.add,
        name="exchange_upload_chunks",
    ),
    path("directory", keys_endpoint.directory, name="exchange_directory"),
    path("pull", pull_endpoint.pull, name="exchange_pull"),
    path("keys", keys_endpoint.keys, name="exchange_keys"),
    path("log/witness", log_endpoint.witness, name="exchange_log_witness"),
    path("log/leaves", log_endpoint.leaves, name="exchange_log_leaves"),
    path("log/seen", log_endpoint.seen, name="exchange_log_seen"),
    path("log/finding", log_endpoint.finding, name="exchange_log_finding"),
]
