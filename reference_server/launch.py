"""Starts the server and says when it is ready."""

import json
import os
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from reference_server.application import build_application
from reference_server.arguments import Arguments
from reference_server.blueprint import Blueprint, honest
from reference_server.endpoints.minting import secret_from_environment
from reference_server.people import (
    Person,
    demonstration_people,
    enrol,
    operator_key_from_environment,
    people_from_environment,
)
from reference_server.policy import PlainHttp, Policy, Profile
from reference_server.store import open_store
from reference_server.tls import LOCAL_NAMES, serving_context

GATEWAY_KEY: Final = "REFERENCE_GATEWAY_KEY"
"""The environment variable that holds the key of a GraphQL gateway in front, where there is one."""


class AnnouncedServer(uvicorn.Server):
    """A server that says on standard output when it accepts connections."""

    def __init__(self, config: uvicorn.Config, *, announcement: dict[str, object]) -> None:
        super().__init__(config)
        self._announcement = announcement

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts to accept, then prints the ready line."""
        await super().startup(sockets=sockets)
        sys.stdout.write(json.dumps(self._announcement) + "\n")
        sys.stdout.flush()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Lets running requests finish, but does not wait for the TLS farewell of connections that are idle."""
        for connection in list(self.server_state.connections):
            if isinstance(connection, H11Protocol) and _is_over(connection.cycle):
                connection.transport.abort()
        await super().shutdown(sockets=sockets)


def run(arguments: Arguments) -> None:
    """Serves until the process is told to stop, or until standard input ends when that holds the clock.

    :raises PeopleUnreadable: the accounts in the environment are malformed.
    :raises UnknownFault: a fault of that name does not exist.
    :raises OSError: the address can not be listened on, or the state directory not be written.
    :raises sqlalchemy.exc.SQLAlchemyError: the database can not be used.
    """
    signal.signal(signal.SIGTERM, _leave)
    blueprint = honest(arguments.profile)
    if arguments.algorithm is not None:
        blueprint = blueprint.with_policy(replace(blueprint.policy, algorithm=arguments.algorithm))
    if arguments.split_origin:
        blueprint = blueprint.with_policy(replace(blueprint.policy, split_origin=True))
    blueprint = _with_faults(blueprint, arguments.faults, arguments.profile)
    mint_secret = secret_from_environment()
    policy = replace(blueprint.policy, gateway_key=os.environ.pop(GATEWAY_KEY, None))
    blueprint = blueprint.with_policy(policy)
    given_people = people_from_environment()
    people = given_people or demonstration_people()
    operator_key = operator_key_from_environment()
    with ExitStack() as stack:
        state_dir = arguments.state_dir or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="reference-")))
        state_dir.mkdir(parents=True, exist_ok=True)
        listener = stack.enter_context(_listener(arguments.host, arguments.port))
        second = stack.enter_context(_listener(arguments.host, 0))
        port, second_port = listener.getsockname()[1], second.getsockname()[1]
        ca_file = (state_dir / "ca.pem").absolute()
        tls = serving_context(ca_file, blueprint.policy.minimum_tls)
        open_session = open_store(arguments.database)
        enrol(people, blueprint.policy, open_session)
        config = uvicorn.Config(
            build_application(
                blueprint,
                open_session,
                origins=_origins(port),
                second_port=second_port,
                mint_secret=mint_secret,
                operator_key=operator_key,
            ),
            http="h11",
            ws="websockets-sansio",
            lifespan="off",
            log_config=None,
            access_log=False,
            date_header=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=60,
            timeout_graceful_shutdown=2,
            ssl_context_factory=lambda _config, _default: tls,
        )
        served = listener
        if blueprint.policy.plain_http is not PlainHttp.REFUSED:
            served = _behind_a_front(listener, blueprint.policy.plain_http, stack)
        announcement = _announcement(
            arguments,
            port,
            ca_file,
            second_port=second_port,
            policy=blueprint.policy,
            demonstration=None if given_people else people,
        )
        server = AnnouncedServer(config, announcement=announcement)
        if arguments.control:
            _hand_over_clock(server)
        server.run(sockets=[served, second])


def _is_over(cycle: RequestResponseCycle | None) -> bool:
    """Whether nothing is being answered. A connection has no cycle before its first request, whatever uvicorn says."""
    return cycle is None or cycle.response_complete


def _behind_a_front(listener: socket.socket, plain: PlainHttp, stack: ExitStack) -> socket.socket:
    # Imported only on demand: no server that is meant to be safe has a front.
    from reference_server.front import Front

    behind = stack.enter_context(_listener("127.0.0.1", 0))
    Front(listener, behind=behind.getsockname()[1], plain=plain).start()
    return behind


def _hand_over_clock(server: uvicorn.Server) -> None:
    # Imported only on demand, and last: freezegun looks through every module that is loaded when it starts.
    from reference_server.clock import movable_clock, obey

    def stop() -> None:
        server.should_exit = True

    clock = movable_clock()
    threading.Thread(target=obey, args=(clock,), kwargs={"on_end": stop}, daemon=True, name="clock").start()


def _announcement(
    arguments: Arguments,
    port: int,
    ca_file: Path,
    *,
    second_port: int,
    policy: Policy,
    demonstration: Sequence[Person] | None,
) -> dict[str, object]:
    announcement: dict[str, object] = {
        "ready": True,
        "url": f"https://localhost:{port}",
        "app": f"https://localhost:{second_port if policy.split_origin else port}",
        "second_api": f"https://localhost:{second_port}",
        "algorithm": str(policy.algorithm),
        "ca_file": str(ca_file),
        "pid": os.getpid(),
        "profile": str(arguments.profile),
        "faults": list(arguments.faults),
    }
    if demonstration is not None:
        announcement["users"] = [
            {"username": person.username, "password": person.password, "name": person.name} for person in demonstration
        ]
    return announcement


def _with_faults(blueprint: Blueprint, names: Sequence[str], profile: Profile) -> Blueprint:
    if not names:
        return blueprint
    # Imported only on demand: a server without faults does not even load them.
    from reference_server.faults.registry import fault_for

    for name in names:
        blueprint = fault_for(name, profile).apply(blueprint)
    return blueprint


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # NOTE: the protocol must be named, or asyncio leaves Nagle's algorithm on and each answer waits 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(256)
        listener.setblocking(False)  # noqa: FBT003 - the standard library's signature
    except OSError:
        listener.close()
        raise
    return listener


def _origins(port: int) -> tuple[str, ...]:
    return tuple(f"https://[{name}]:{port}" if ":" in name else f"https://{name}:{port}" for name in LOCAL_NAMES)


def _leave(signal_number: int, _frame: FrameType | None) -> None:
    # By an exception, so that the temporary directory is removed on the way out.
    raise SystemExit(128 + signal_number)
