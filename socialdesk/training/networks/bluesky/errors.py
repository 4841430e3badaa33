"""The error bodies of XRPC: `{"error": name, "message": words}` (platforms.md 7.1)."""

from __future__ import annotations

from dataclasses import dataclass, field

from socialdesk.training.networks.wire import Answer


@dataclass(frozen=True)
class XrpcError(Exception):
    """One refusal. Raised inside the simulation, rendered at its edge."""

    name: str
    message: str
    status: int = 400
    headers: dict[str, str] = field(default_factory=dict[str, str])

    def answer(self) -> Answer:
        """As it is sent."""
        return Answer(
            status=self.status, body={"error": self.name, "message": self.message}, headers=self.headers
        )


def invalid(message: str) -> XrpcError:
    """What was asked for is wrong."""
    return XrpcError("InvalidRequest", message)


def not_allowed() -> XrpcError:
    """No sign-in, or somebody else's record."""
    return XrpcError("AuthenticationRequired", "Authentication Required", 401)


def failed() -> XrpcError:
    """The server's own trouble."""
    return XrpcError("InternalServerError", "Internal Server Error", 500)


def no_record(uri: str) -> XrpcError:
    """Deleted, or never there."""
    return XrpcError("RecordNotFound", f"Could not locate record: {uri}")
