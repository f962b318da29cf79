"""A front that takes requests without TLS on the port that TLS is served at, as load balancers can.

No careful deployment has one: the policy must ask for it.
"""

import asyncio
import contextlib
import socket
import ssl
import threading
from typing import Final

from reference_server.policy import PlainHttp

_HANDSHAKE: Final = b"\x16"
"""The first byte of every TLS connection (RFC 8446, section 5.1)."""
_HEAD_LIMIT: Final = 16_384


class Front:
    """Passes TLS on to the server as it is, and does with plain HTTP what the policy says."""

    def __init__(self, listener: socket.socket, *, behind: int, plain: PlainHttp) -> None:
        self._listener = listener
        self._public = listener.getsockname()[1]
        self._behind = behind
        self._plain = plain

    def start(self) -> None:
        """Takes connections until the process ends."""
        threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True, name="front").start()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._meet, sock=self._listener)
        await server.serve_forever()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            first = await reader.readexactly(1)
            if first == _HANDSHAKE:
                await self._pass_on(first, reader, writer, tls=None)
            elif self._plain is PlainHttp.SERVED:
                await self._pass_on(first, reader, writer, tls=_trusting_ourselves())
            else:
                head = first + await reader.readuntil(b"\r\n\r\n")
                writer.write(self._redirect(head[:_HEAD_LIMIT]))
                await writer.drain()
        writer.close()

    def _redirect(self, head: bytes) -> bytes:
        path = [*head.split(b" ", 2), b"", b""][1].decode("ascii", "replace")
        location = f"https://localhost:{self._public}{path}"
        return f"HTTP/1.1 308 Permanent Redirect\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()

    async def _pass_on(
        self, first: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, tls: ssl.SSLContext | None
    ) -> None:
        inner, outer = await asyncio.open_connection("127.0.0.1", self._behind, ssl=tls)
        outer.write(first)
        await asyncio.gather(_pump(reader, outer), _pump(inner, writer))


async def _pump(source: asyncio.StreamReader, drain: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while chunk := await source.read(65_536):
            drain.write(chunk)
            await drain.drain()
    drain.close()


def _trusting_ourselves() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
