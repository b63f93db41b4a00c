"""A real IMAP server on loopback, and a proxy that cuts the line."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

PASSWORD, FOREIGN_PASSWORD = "secret", "pässwort秘密"
_CONFIG = """
protocols = imap
base_dir = {root}/run
log_path = {root}/log
ssl = yes
ssl_cert = <{root}/certificate.pem
ssl_key = <{root}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
listen = 127.0.0.1
imap_max_line_length = 8192
default_login_user = {login}
default_internal_user = {internal}
default_internal_group = {group}
mail_location = maildir:{root}/mail/%u
first_valid_uid = 1
first_valid_gid = 0
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
passdb {{
  driver = static
  args = password={password}
}}
passdb {{
  driver = static
  args = password={foreign_password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={root}/mail/%u
}}
"""


class Dovecot:
    """Debian's Dovecot with one Maildir per user, gone when closed.

    ``port`` takes plain lines and STARTTLS, ``tls_port`` TLS from the start. Nobody but
    ``certificate`` vouches for the server, which is called localhost.
    """

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="postbag-dovecot-"))
        self.port, self.tls_port = find_port(), find_port()
        owner = (
            pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        )
        for folder in (self.root, self.root / "mail"):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o755)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        self._owner = owner
        self.certificate = certify(self.root)
        config = self.root / "dovecot.conf"
        config.write_text(self._configure(), encoding="utf-8")
        self._server = subprocess.Popen(
            [find_dovecot(), "-F", "-c", str(config)], stderr=subprocess.DEVNULL
        )
        self._wait()

    def _configure(self) -> str:
        is_root = os.getuid() == 0
        own = pwd.getpwuid(os.getuid()).pw_name
        return _CONFIG.format(
            root=self.root,
            port=self.port,
            tls_port=self.tls_port,
            password=PASSWORD,
            foreign_password=FOREIGN_PASSWORD,
            login="dovenull" if is_root else own,
            internal="dovecot" if is_root else own,
            group="dovecot" if is_root else os.getgid(),
            uid=self._owner.pw_uid,
            gid=self._owner.pw_gid,
        )

    def _wait(self) -> None:
        for _ in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.1)
        log = self.root / "log"
        self.close()
        raise RuntimeError(
            log.read_text() if log.exists() else "Dovecot does not start"
        )

    def deliver(self, user: str, *mails: bytes) -> None:
        """Put mails into a user's inbox, in this order."""
        for part in ("tmp", "cur", "new"):
            self._own(self.root / "mail" / user / part)
        for mail in mails:
            name = f"{time.time_ns()}.M1.host"
            path = self.root / "mail" / user / "tmp" / name
            path.write_bytes(mail)
            os.chown(path, self._owner.pw_uid, self._owner.pw_gid)
            path.rename(self.root / "mail" / user / "new" / name)

    def _own(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for path in (folder.parent, folder):
            os.chown(path, self._owner.pw_uid, self._owner.pw_gid)

    def reset_validity(self, user: str) -> None:
        """Make the server number the mails anew under another UIDVALIDITY."""
        for path in (self.root / "mail" / user).glob("dovecot*"):
            path.unlink()
        time.sleep(1.1)

    def set_validity(self, user: str, uid_validity: int) -> None:
        """Let a user's inbox, which nobody has opened yet, have this UIDVALIDITY."""
        path = self.root / "mail" / user / "dovecot-uidlist"
        path.write_text(f"3 V{uid_validity} N1\n")
        os.chown(path, self._owner.pw_uid, self._owner.pw_gid)

    def close(self) -> None:
        """Stop the server and remove its files."""
        self._server.terminate()
        self._server.wait(10)
        shutil.rmtree(self.root, ignore_errors=True)


class CuttingProxy:
    """Passes a line on to the server until ``cuts`` says that it breaks.

    ``cuts`` is asked for each piece that the server sends, and returns how many of
    its bytes still pass, or None for all of them.
    """

    def __init__(
        self,
        port: int,
        cuts: Callable[[bytes], int | None],
        notice: Callable[[bytes], None] = lambda _: None,
        rewrite: Callable[[bytes], bytes] = lambda piece: piece,
    ) -> None:
        self._target = port
        self._notice = notice
        self._rewrite = rewrite
        self._cuts = cuts
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
                ends = (client, server)
                threading.Thread(target=self._up, args=ends, daemon=True).start()
                threading.Thread(target=self._down, args=ends, daemon=True).start()

    def _up(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while piece := client.recv(65536):
                self._notice(piece)
                server.sendall(piece)
        end(server)

    def _down(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while piece := server.recv(65536):
                passing = self._cuts(piece)
                client.sendall(self._rewrite(piece)[:passing])
                if passing is not None:
                    break
        end(client)
        end(server)

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()


class CommandCuttingProxy:
    """Cuts the line once, right after the server took a command of one kind.

    Without ``has_move`` the server seems to know no MOVE, so that mails are copied,
    flagged as deleted and expunged.
    """

    def __init__(self, port: int, command: str, has_move: bool) -> None:
        self.has_cut = False
        self._command = command.encode()
        self._has_move = has_move
        self._is_due = False
        self._proxy = CuttingProxy(port, self._cut, self._notice, self.rewrite)
        self.port = self._proxy.port

    def _notice(self, piece: bytes) -> None:
        words = piece.upper().split(None, 3)
        if not self.has_cut and self._command in [*words, b"", b""][1:3]:
            self._is_due = True

    def _cut(self, piece: bytes) -> int | None:
        is_greeting = self._command == b"greeting" and not self.has_cut
        if self._is_due or is_greeting:
            self.has_cut, self._is_due = True, False
            return 0
        return None

    def rewrite(self, piece: bytes) -> bytes:
        """Hide MOVE from the client, without changing the length of an answer."""
        return piece if self._has_move else piece.replace(b" MOVE", b" XXXX")

    def close(self) -> None:
        """Take no more connections."""
        self._proxy.close()


def end(line: socket.socket) -> None:
    """Shut a connection down and close it."""
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()


def certify(folder: Path) -> Path:
    """Write a key and a certificate for localhost that it signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    begins_at = datetime.now(UTC) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins_at)
        .not_valid_after(begins_at + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
        .sign(key, hashes.SHA256())
    )
    (folder / "key.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    path = folder / "certificate.pem"
    path.write_bytes(certificate.public_bytes(Encoding.PEM))
    return path


def find_port() -> int:
    """Return a port that is free."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def find_dovecot() -> str | None:
    """Return where the server is installed, None when it is not."""
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
