"""Behind a proxy that ends TLS, the node knows who asks; from anybody else it believes nothing."""

import sys
from types import SimpleNamespace

import pytest

from hamkor.command import serving


@pytest.fixture
def asked(monkeypatch):
    """Ask the served application from an address, with the headers of a proxy."""
    seen = {}
    monkeypatch.setattr(serving, "die_with", lambda parent: None)
    monkeypatch.setenv("HAMKOR_WEB_PROCESS", "1")
    application = SimpleNamespace(application=lambda environ, start: seen.update(environ))
    monkeypatch.setitem(sys.modules, "hamkor.wsgi", application)

    def ask(address):
        serving.application_in_worker()(
            {
                "REMOTE_ADDR": address,
                "wsgi.url_scheme": "http",
                "HTTP_X_FORWARDED_FOR": "198.51.100.9, 203.0.113.7",
                "HTTP_X_FORWARDED_PROTO": "https",
            },
            None,
        )
        return seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]

    return ask


def test_the_proxy_on_this_machine_says_who_asks_and_that_it_came_over_tls(asked):
    assert asked("127.0.0.1") == ("203.0.113.7", "https")


def test_nobody_else_can_choose_an_address_for_themselves(asked):
    assert asked("192.0.2.1") == ("192.0.2.1", "http")
