"""The public side under load and under Lighthouse: a kept page against a constant view of the same
server, and the marks of three pages. Needs the system's Chromium, node and npx; `make bench` alone.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
PORT = int(os.environ.get("BENCH_PORT", "8398"))
REQUESTS, ROUNDS = 200, 7
CONSTANT, LEAST_SHARE, LEAST_MARK = "/healthz", 0.5, 95
LIGHTHOUSE, RUNS, MOST_KILOBYTES = "lighthouse@12", 3, 300
PICTURES = {"image/jpeg", "image/png", "image/webp"}
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"


@contextmanager
def served(environment):
    """The portal as `make run` starts its web process: one worker, so that a share is a share."""
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
    command += ["--workers", "1", "--bind", f"127.0.0.1:{PORT}", "vocweek.wsgi"]
    addresses = {"SITE_URL": f"http://127.0.0.1:{PORT}", "PORT": str(PORT)}
    environment = os.environ | environment | addresses
    manage = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(manage, cwd=ROOT, env=environment, check=True)
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        wait_for(CONSTANT)
        yield
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(path):
    for _ in range(120):
        try:
            return answer(path)
        except ConnectionError:
            time.sleep(0.5)
    raise TimeoutError(f"nobody serves {path}")


def answer(path):
    connection = HTTPConnection("127.0.0.1", PORT, timeout=30)
    try:
        return ask(connection, path)
    finally:
        connection.close()


def ask(connection, path):
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    body = response.read()
    assert response.status == 200, (path, response.status)
    return body


def rate(path):
    """Requests a second over one connection."""
    connection = HTTPConnection("127.0.0.1", PORT, timeout=30)
    ask(connection, path)
    begun = time.perf_counter()
    for _ in range(REQUESTS):
        ask(connection, path)
    found = REQUESTS / (time.perf_counter() - begun)
    connection.close()
    return found


def show_rates(pages):
    """Each page beside the constant view in the same moments: the middle one of a few rounds."""
    print("\n公众页面（已缓存）与固定页面相比：", flush=True)
    for name, path in pages.items():
        rounds = [(rate(CONSTANT), rate(path)) for _ in range(ROUNDS)]
        constant, found = sorted(rounds, key=lambda one: one[1] / one[0])[ROUNDS // 2]
        mark = "" if found >= LEAST_SHARE * constant else "  ← 低于 50 %"
        told = f"{name:<18}{found:>6.0f} : {constant:.0f} 次/秒，{found / constant:.0%}"
        print(f"{told}，{len(answer(path)) / 1000:.1f} KB{mark}", flush=True)


def show_marks(pages):
    """Lighthouse of each page, the middle one of three runs: whatever else the machine does shows
    in its marks. Its four categories are to reach 95."""
    if not shutil.which("npx"):
        print("没有 node/npx，跳过 Lighthouse。")
        return
    load = os.getloadavg()[0]
    print(f"Lighthouse，{RUNS} 次取中位（机器负载 {load:.1f}，不含图片的传输量目标 < 300 KB）：")
    for name, path in pages.items():
        runs = [report_of(f"http://127.0.0.1:{PORT}{path}") for _ in range(RUNS)]
        marks = {kind: median(run[0][kind] for run in runs) for kind in runs[0][0]}
        size = max(size for _, size in runs) / 1000
        low = "" if min(marks.values()) >= LEAST_MARK else "  ← 低于 95"
        low += "" if size < MOST_KILOBYTES else "  ← 太大"
        told = "  ".join(f"{kind} {mark:.0f}" for kind, mark in marks.items())
        print(f"{name:<18}{told}  {size:.0f} KB{low}", flush=True)


def report_of(address):
    """({category: mark}, bytes transferred without pictures)"""
    command = ["npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json"]
    command += [f"--chrome-flags={FLAGS}"]
    environment = os.environ | {"CHROME_PATH": "/usr/bin/chromium"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    report = json.loads(done.stdout)
    marks = {name: one["score"] * 100 for name, one in report["categories"].items()}
    sent = report["audits"]["network-requests"]["details"]["items"]
    # Drawings of the page itself are no pictures.
    counted = (one for one in sent if one["mimeType"] not in PICTURES)
    return marks, sum(one["transferSize"] for one in counted)
