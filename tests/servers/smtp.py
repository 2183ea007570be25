"""A mail server: keeps the messages it receives, and refuses senders that do not log in with its password."""

import base64
import socketserver
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Self


class Smtp:
    """Listens on loopback for as long as it is used as a context manager."""

    def __init__(self, password: str) -> None:
        self.password = password
        self.messages: list[EmailMessage] = []
        received = self

        class Session(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                received._serve(self)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]

    def address(self, password: str = "") -> str:
        """The apprise address that sends a message to ops@example.com through this server."""
        secret = password or self.password
        return f"mailto://robot:{secret}@127.0.0.1:{self.port}/?mode=insecure&from=robot@example.com&to=ops@example.com"

    def _serve(self, session: socketserver.StreamRequestHandler) -> None:
        def say(line: str) -> None:
            session.wfile.write(f"{line}\r\n".encode())

        def hear() -> str:
            return session.rfile.readline().decode().rstrip("\r\n")

        say("220 ready")
        known = False
        while line := hear():
            verb, _, rest = line.partition(" ")
            match verb.upper():
                case "EHLO":
                    say("250-here")
                    say("250 AUTH PLAIN")
                case "AUTH":
                    known = base64.b64decode(rest.removeprefix("PLAIN ")).decode().endswith(f"\0{self.password}")
                    say("235 welcome" if known else "535 wrong password")
                case "MAIL" | "RCPT":
                    say("250 ok" if known else "530 log in first")
                case "DATA":
                    say("354 go on")
                    lines = []
                    while (data := session.rfile.readline()) not in {b".\r\n", b""}:
                        lines.append(data.removeprefix(b".") if data.startswith(b"..") else data)
                    self.messages.append(message_from_bytes(b"".join(lines), policy=policy.default))
                    say("250 received")
                case "QUIT":
                    say("221 bye")
                    return
                case _:
                    say("250 ok")

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
