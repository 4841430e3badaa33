"""Tries to get out of a training session: other addresses, names, redirects and proxies lead nowhere (T4)."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from socialdesk.model.accounts import Network
from socialdesk.training.networks.faults import Fault, FaultSpec, Kind
from tests.fakes.turned_session import SCENARIO, STOP, opened, problems


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("scenarios") / "quarter.toml"
    file.write_text(SCENARIO)
    return str(file)


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hosts whose address anybody asked for."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def recorded(host: Any, *told: Any, **more: Any) -> Any:
        asked.append(str(host))
        return real(host, *told, **more)

    monkeypatch.setattr(socket, "getaddrinfo", recorded)
    return asked


@pytest.mark.clause("T4")
@pytest.mark.parametrize(
    "address",
    [
        "https://graph.facebook.com",
        "http://192.0.2.1",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://127.0.0.1@example.com",
        "http://[::ffff:192.0.2.1]",
        "http://0x7f.1.example",
    ],
)
def test_another_address_is_refused_before_it_is_looked_up(
    scenario: str, looked_up: list[str], address: str
) -> None:
    with opened(scenario) as one:
        one.engine.base_urls = {Network.FACEBOOK: address, Network.X: address}
        for account in tuple(one.engine.accounts.values()):
            one.engine.sync(account, STOP)
        assert "" not in problems(one)
    assert set(looked_up) <= {"127.0.0.1"}


@pytest.mark.clause("T4")
def test_a_redirect_and_a_proxy_lead_nowhere_else(
    scenario: str, looked_up: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://proxy.example.com:3128")
    with opened(scenario) as one:
        one.session.run()
        one.go_on(1)
        assert one.session.item_of("chatter") is not None
        one.session.inject_fault("network_down")
        for where in ("https://example.com/sign-in", "http://192.0.2.1/", "//example.com/"):
            one.session._faults.set(  # pyright: ignore[reportPrivateUsage]  (no trainer has this one)
                FaultSpec(faults=(Fault(kind=Kind.REDIRECT, location=where),))
            )
            one.go_on(60)
            assert "" not in problems(one)
    assert set(looked_up) <= {"127.0.0.1"}
