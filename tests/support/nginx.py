"""nginx in front of the real server, over HTTPS, with the very configuration that is shipped and shown in the docs."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tests.support.forked import ROOT
from tests.support.server import Server, free_port

MISSING = "nginx is not installed. On Debian: apt-get install nginx-light"
SHIPPED = ROOT / "deploy" / "nginx.conf"
LONGEST_START = 20  # seconds, on a busy machine
MAIN = """
daemon off;
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
events {{}}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {server}
}}
"""


def installed() -> str | None:
    """The path of nginx, or None where it is missing."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


class Authority:
    """A certificate authority for one test run, and a certificate of localhost that it signed."""

    def __init__(self, folder: Path) -> None:
        self.file, self.certificate, self.key = (folder / name for name in ("ca.pem", "localhost.pem", "key.pem"))
        authority, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        root = self._signed("Test authority", authority, "Test authority", authority, ca=True)
        leaf = self._signed("localhost", own, "Test authority", authority, ca=False)
        self.file.write_bytes(root.public_bytes(Encoding.PEM))
        self.certificate.write_bytes(leaf.public_bytes(Encoding.PEM))
        self.key.write_bytes(own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        public = own.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        # What Chromium is told to trust: this key and no other.
        self.key_hash = base64.b64encode(hashlib.sha256(public).digest()).decode()

    def trusted(self) -> ssl.SSLContext:
        """What a client needs that trusts this authority and no other."""
        return ssl.create_default_context(cafile=self.file)

    def _signed(
        self,
        name: str,
        key: ec.EllipticCurvePrivateKey,
        issuer: str,
        signer: ec.EllipticCurvePrivateKey,
        *,
        ca: bool,
    ) -> x509.Certificate:
        at = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(_common(name))
            .issuer_name(_common(issuer))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(at - timedelta(hours=1))
            .not_valid_after(at + timedelta(days=2))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )
        if not ca:
            builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        return builder.sign(signer, SHA256())


class Proxy:
    """nginx, with a folder for everything that it writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.authority = Authority(folder)
        self.port = free_port()
        self.base_url = f"https://localhost:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *upstream: int) -> None:
        """Start it in front of the servers at these ports, and come back when it listens."""
        self.process = subprocess.Popen(self._command(*upstream), stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + LONGEST_START
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
            except OSError:
                assert self.process.poll() is None, self.errors()
                assert time.monotonic() < deadline, self.errors()
                subprocess.run(["sleep", "0.05"], check=True)
            else:
                return

    def stop(self) -> None:
        """Let it end."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(LONGEST_START)
            self.process = None

    def errors(self) -> str:
        """What it has written about trouble."""
        log = self.folder / "error.log"
        return log.read_text() if log.exists() else ""

    def checked(self, *upstream: int) -> str:
        """What nginx itself says of the configuration."""
        return subprocess.run([*self._command(*upstream), "-t"], capture_output=True, text=True).stderr

    def _command(self, *upstream: int) -> list[str]:
        user = "user root;" if os.geteuid() == 0 else ""
        configuration = self.folder / "nginx.conf"
        configuration.write_text(MAIN.format(user=user, folder=self.folder, server=self._block(*upstream)))
        return [str(installed()), "-e", str(self.folder / "error.log"), "-c", str(configuration)]

    def _block(self, *upstream: int) -> str:
        """What is shipped, with this machine's names, ports and files in it, and nothing else changed."""
        block = SHIPPED.read_text()
        servers = "\n".join(f"server 127.0.0.1:{port};" for port in upstream)
        for theirs, ours in {
            "listen 443 ssl;": f"listen 127.0.0.1:{self.port} ssl;",
            "reflect.example.org": "localhost",
            "/etc/reflect/certificate.pem": str(self.authority.certificate),
            "/etc/reflect/certificate-key.pem": str(self.authority.key),
            "server 127.0.0.1:8000;": servers,
            "/srv/reflect/deploy": str(SHIPPED.parent),
        }.items():
            assert theirs in block, f"what is shipped has no {theirs}"
            block = block.replace(theirs, ours)
        return block


@contextmanager
def behind_nginx(folder: Path, **environment: str) -> Iterator[tuple[Server, Proxy]]:
    """A server that people reach over HTTPS, and the proxy in front of it."""
    proxy = Proxy(folder / "nginx")
    settings = {
        "REFLECT_BASE_URL": proxy.base_url,
        "REFLECT_EXIT_URL": f"{proxy.base_url}/healthz",
        "REFLECT_TRUSTED_PROXIES": "1",
    }
    server = Server(folder / "reflect", **{**settings, **environment})
    server.base_url = proxy.base_url
    server.prepare()
    try:
        server.start()
        proxy.start(server.port)
        yield server, proxy
    finally:
        proxy.stop()
        server.close()


def _common(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
