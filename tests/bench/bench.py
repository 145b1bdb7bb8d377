"""`make bench`: SQL queries and server time of the main pages, wall time and memory of the
compilation, a proposal for the booths, at 30 and 1,500 colleges; SQLite, and PostgreSQL when
BENCH_DATABASE_URL names one.

Figures of one run compare; those of two runs differ by a third.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.bench import public

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 25
WEEK = 350  # activities of one of 30 colleges: 10,500 in the school
SIZES = [int(size) for size in os.environ.get("BENCH_COLLEGES", "30,1500").split(",")]
AIMS = (
    "目标：看板、覆盖表 30 个学院时中位数 ≤ 60 ms；一页 ≤ 12 次查询；300 → 10,500 项 ≤ 1.3×；"
    "120 行从点击到文件 ≤ 1 s；105,000 行 ≤ 2.2 × XlsxWriter，内存 ≤ 150 MB；"
    "附件2 从点击到文件：30 个学院 ≤ 1.5 s，1,500 个 ≤ 20 s；30 个学院 × 60 个展位出方案 ≤ 0.5 s；"
    "数据统计 10,500 项活动时 ≤ 12 次查询、中位数 ≤ 80 ms。"
)


def child(environment, *command):
    """Run `command` of this file in a process of its own; its last line is JSON."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.bench", *map(str, command)],
        cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout.strip().splitlines()[-1])


def main():
    print(AIMS)
    for url in ["", *filter(None, [os.environ.get("BENCH_DATABASE_URL", "")])]:
        for colleges in SIZES:
            with tempfile.TemporaryDirectory(prefix="vocweek-bench-") as folder:
                measure({"VOCWEEK_DATA_DIR": folder, "DATABASE_URL": ""}, url, colleges)
    compare_writers()
    show_pictures()


def show_pictures():
    with tempfile.TemporaryDirectory(prefix="vocweek-bench-") as folder:
        told = child({"VOCWEEK_DATA_DIR": folder, "DATABASE_URL": ""}, "pictures")
    print(
        f"\n{told['count']} 张 4000×3000 JPEG 各做三种大小（含启动）：每核每秒 "
        f"{told['count'] / told['processor']:.1f} 张（目标 ≥ 4），实际用时 {told['wall']:.1f} s"
    )


def measure(environment, url, colleges):
    name = f"vocweek_bench_{os.getpid()}_{colleges}"
    if url:
        administer(url, f'CREATE DATABASE "{name}"')
        environment["DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    kind = "PostgreSQL" if url else "SQLite"
    try:
        if colleges == min(SIZES):
            child(environment, "found", colleges, 4)
            show_compile(kind, child(environment, "compile"))
            show_proposal(kind, child(environment, "propose"))
            child(environment, "grow", 4, 3)
        else:
            child(environment, "found", colleges, 7)
        show_pages(kind, colleges, child(environment, "pages"))
        if not url and colleges == min(SIZES):
            show_public(environment)
        show_posters(child(environment, "posters"))
        show_compile(kind, child(environment, "compile"))
        child(environment, "close")
        show_compile(kind, child(environment, "compile", "2"))
        if colleges == max(SIZES) and colleges > 100:
            child(environment, "grow", 7, 63)
            show_compile(kind, child(environment, "compile"))
        show_dashboards(environment, kind, colleges)
    finally:
        if url:
            administer(url, f'DROP DATABASE "{name}" WITH (FORCE)')


def show_dashboards(environment, kind, colleges):
    """Of a week that is over: 350 activities a college of 30, or what a larger school has."""
    each = 7
    if colleges == min(SIZES):
        child(environment, "grow", each, WEEK - each)
        each = WEEK
    child(environment, "book")
    show_pages(f"{kind}，活动周结束后", colleges, child(environment, "dashboards"), each)


def administer(url, sql):
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql)


def show_public(environment):
    """Over HTTP: requests a second from the cache, and what Lighthouse says."""
    pages = child(environment, "public")
    with public.served(environment):
        public.show_rates(pages)
        public.show_marks(pages)


def show_pages(kind, colleges, pages, each=7):
    print(f"\n{kind}，{colleges} 个学院 × {each} 项，{colleges * each} 项活动", flush=True)
    print(f"{'page':<24}{'queries':>8}{'median ms':>11}{'p95 ms':>9}{'KB':>7}")
    for page, (queries, middle, high, size) in pages.items():
        print(f"{page:<24}{queries:>8}{middle:>11.1f}{high:>9.1f}{size:>7.0f}", flush=True)


def show_posters(drawn):
    told = (f"{name} {spent:.0f} ms / {size:.0f} KB" for name, (spent, size) in drawn.items())
    print("海报（处理器时间，目标 ≤ 500 ms）：" + "，".join(told), flush=True)


def show_compile(kind, told):
    print(
        f"{kind}：{told['name']}汇总 {told['rows']} 行（{told['forms']} 个学院）："
        f"下单 {told['order']:.2f} s，成文 {told['run']:.2f} s（处理器 {told['used']:.2f} s），"
        f"内存峰值 {told['peak']:.0f} MB（启动后 {told['idle']:.0f} MB），"
        f"文件 {told['size'] / 1e6:.1f} MB",
        flush=True,
    )


def show_proposal(kind, told):
    print(
        f"{kind}：30 个学院 × 60 个展位出方案 {told['run']:.2f} s（最慢 {told['longest']:.2f} s），"
        f"安排 {told['placed']} 个",
        flush=True,
    )


def compare_writers():
    """105,000 rows × 22 columns into one sheet, each writer in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="vocweek-bench-") as folder:
        environment = {"VOCWEEK_DATA_DIR": folder, "DATABASE_URL": ""}
        ours = child(environment, "write", "ours")
        theirs = child(environment, "write", "xlsxwriter")
    print(
        f"\n写 105,000 行一张表：本系统 {ours['run']:.1f} s / {ours['peak']:.0f} MB，"
        f"XlsxWriter constant_memory {theirs['run']:.1f} s / {theirs['peak']:.0f} MB："
        f"{ours['run'] / theirs['run']:.2f} 倍"
    )


def peak():
    """MB this process ever used: VmHWM, which a parent's memory does not spoil."""
    return memory("VmHWM:")


def memory(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


if __name__ == "__main__" and len(sys.argv) == 1:
    main()
elif __name__ == "__main__":
    from tests.bench import inside

    print(json.dumps(inside.COMMANDS[sys.argv[1]](*sys.argv[2:])))
