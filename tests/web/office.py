"""Asking for officers' pages as somebody, and what to expect of every one of them."""

from collections.abc import Callable
from typing import Any

from django.test import Client


def as_officer(officer: Any) -> Client:
    """Return a browser in which `officer` is signed in."""
    client = Client()
    client.force_login(officer)
    return client


def is_login(answer: Any) -> bool:
    """Say whether the answer sends to the page for signing in."""
    return answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")


def text_of(answer: Any) -> str:
    return answer.content.decode()


Ask = Callable[[Client, str], Any]
