"""By which names the server may be spoken to."""

from __future__ import annotations

import pytest

from cprofiles_mock.server.host_header import host_name, is_trusted, refusal


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:5000",
        "10.1.2.3",
        "[::1]:5000",
        "[fe80::1]",
        "localhost",
        "LOCALHOST:5000",
        "localhost.:5000",
        "mock:5000",
        "mock.default.svc.cluster.local",
        "mock.default.svc",
        "host.docker.internal:5000",
        "mock.test",
        "a.localhost",
        "",
    ],
)
def test_addresses_local_names_and_those_of_containers_are_trusted(host: str) -> None:
    assert is_trusted(host)


@pytest.mark.parametrize(
    "host", ["example.com", "example.com:5000", "127.0.0.1.example.com", "localhost.example.com."]
)
def test_a_name_that_anybody_could_have_registered_is_not(host: str) -> None:
    assert not is_trusted(host)


def test_a_name_is_trusted_where_it_is_allowed() -> None:
    assert is_trusted("Mock.Example.com:80", {"mock.example.com"})
    assert not is_trusted("a.mock.example.com", {"mock.example.com"})


def test_the_name_is_read_without_its_port() -> None:
    assert host_name("Example.com:5000") == "example.com"
    assert host_name("[2001:DB8::1]:5000") == "2001:db8::1"
    assert host_name("2001:db8::1") == "2001:db8::1"


def test_the_refusal_says_how_to_allow_the_name() -> None:
    assert refusal("Mock.Example.com:80") == (
        "The server does not know itself as 'mock.example.com', which anybody could have let lead "
        "here. If that is its name: cprofiles-mock serve --allowed-host mock.example.com"
    )
