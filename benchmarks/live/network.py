"""The programs of a trial on private ports: nginx, uvicorn, the worker and Redis."""

import secrets
import shutil
import socket
import sys
from contextlib import ExitStack
from pathlib import Path

from benchmarks.live.processes import Program
from tools.services import Missing, redis_command

NGINX = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/nginx-errors.log warn;
events {{ worker_connections 2048; }}
http {{
  access_log off;
  client_body_temp_path {folder}/nginx-body;
  proxy_temp_path {folder}/nginx-proxy;
  fastcgi_temp_path {folder}/nginx-fastcgi;
  uwsgi_temp_path {folder}/nginx-uwsgi;
  scgi_temp_path {folder}/nginx-scgi;
  upstream site {{ {servers} }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://site;
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header Host localhost;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto https;
      proxy_connect_timeout 1s;
      proxy_next_upstream error timeout;
      proxy_read_timeout 3600s;
      proxy_buffering off;
      add_header X-Served-By $upstream_addr always;
    }}
  }}
  map $http_upgrade $connection_upgrade {{ default upgrade; "" close; }}
}}
"""


def high_port() -> int:
    """Return a free port above 20000."""
    while True:
        port = 20001 + secrets.randbelow(12000)  # below the range that the kernel uses for clients
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port


def uvicorn(port: int, application: str = "config.asgi:application", *, deflate: bool = False) -> list[str]:
    """Return the command of a server process, as in deploy/commons-sockets.service."""
    command = [sys.executable, "-m", "uvicorn", application, "--host", "127.0.0.1", "--port", str(port)]
    command += ["--lifespan", "off", "--ws", "websockets-sansio", "--ws-max-size", "65536"]
    command += ["--ws-per-message-deflate", str(deflate).lower(), "--no-access-log"]
    return [*command, "--log-level", "warning", "--timeout-graceful-shutdown", "3"]


def worker() -> list[str]:
    """Return the command of the worker."""
    return [sys.executable, "manage.py", "run_worker"]


def nginx(folder: Path, port: int, servers: list[int]) -> list[str]:
    """Write nginx's configuration into the folder; return the command, which starts one process."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if not program:
        raise Missing("nginx is not installed. On Debian: apt install nginx-light")
    upstream = " ".join(f"server 127.0.0.1:{each} max_fails=1 fail_timeout=1s;" for each in servers)
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, port=port, servers=upstream))
    return [program, "-c", str(config), "-e", str(folder / "nginx-errors.log")]


class PrivateRedis(Program):
    """A Redis that is killed and started again, empty, on the same port."""

    def __init__(self, folder: Path) -> None:
        self.port, self._password = high_port(), secrets.token_hex(16)
        self.url = f"redis://:{self._password}@127.0.0.1:{self.port}/0"
        command = redis_command(folder, self.port, self._password)
        super().__init__("redis", command, folder, {}, port=self.port, lowly=True)


def stopped_at_end(stack: ExitStack, program: Program) -> Program:
    """Start the program, and end it with the stack."""
    stack.callback(program.end)
    program.start()
    return program
