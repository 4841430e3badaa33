"""TLS is always checked: a certificate that nobody vouches for ends the call before anything is said."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from socialdesk.platforms.api import Credentials, Offline
from socialdesk.platforms.http import HttpClient

pytest.importorskip("cryptography", reason="makes the certificate")
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def test_a_certificate_that_nobody_vouches_for_is_not_believed(tmp_path: Path) -> None:
    heard: list[bytes] = []
    context = _own_certificate(tmp_path)

    def serve(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            heard.append(context.wrap_socket(connection, server_side=True).recv(1000))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        serving = threading.Thread(target=serve, args=(listener,))
        serving.start()
        http = HttpClient(
            f"https://127.0.0.1:{listener.getsockname()[1]}",
            credentials=Credentials(token="EAAtoken0123456789"),
            loopback_only=True,
        )
        with pytest.raises(Offline, match="does not trust its certificate"):
            http.get("/v26.0/1")
        http.close()
        serving.join()
    assert heard in ([], [b""])


def _own_certificate(folder: Path) -> ssl.SSLContext:
    """A server's context with a certificate that it signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path = folder / "server.pem"
    path.write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
