"""The first version of the API. What is in it stays as it is; what changes gets a new version."""

from django.urls import path
from ninja import NinjaAPI

from hamkor.api.answers import answer_refusals
from hamkor.api.complaints import router as complaints

v1 = NinjaAPI(
    title="Hamkor",
    version="1",
    description="File and follow complaints for people, with a token given by the office.",
    docs_url=None,  # the page with the documentation would fetch scripts from elsewhere
    urls_namespace="api-v1",
)
v1.add_router("", complaints)
answer_refusals(v1)

urlpatterns = [path("v1/", v1.urls)]
