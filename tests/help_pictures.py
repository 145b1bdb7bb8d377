"""`make help-pictures`: starts a fresh demo and photographs it for 帮助 (static/help/*.webp).

Chromium itself makes the WebP files, so that this needs nothing beyond the tests' packages.
"""

import base64
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "static" / "help"
LARGEST = 60_000  # bytes
WIDE, PHONE = {"width": 1200, "height": 760}, {"width": 390, "height": 780}
TO_WEBP = """async ([source, quality]) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.width;
    canvas.height = image.height;
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", quality);
}"""


def follow(*texts):
    """Go where these links lead, one after the other."""

    def go(page):
        for text in texts:
            page.get_by_role("link", name=text, exact=True).first.click()
            page.wait_for_load_state()

    return go


def sign_form(page):
    follow("附件1")(page)
    page.get_by_role("heading", name="签发", exact=True).scroll_into_view_if_needed()


def receipt(page):
    """The first receipt that the filed form of the college links to."""
    follow("附件1")(page)
    page.locator("a[href^='/receipts/']").first.click()


def compiled(page):
    follow("汇总附件")(page)
    page.get_by_role("button", name="汇总附件1").click()
    page.get_by_role("link", name="下载").first.wait_for()


def changes_open(page):
    page.goto("/audit/?verb=修改")
    page.locator("tbody details summary").first.click()
    page.locator("tbody tr").nth(3).locator("summary").click()
    page.mouse.move(0, 0)
    page.evaluate("scrollTo(0, 0)")


# name: account, size, what to do after signing in
PICTURES = {
    "desk": ("college01", PHONE, None),
    "week": ("college01", WIDE, follow("活动周")),
    "activity_form": ("college01", WIDE, follow("活动周", "新增活动")),
    "filing": ("college01", WIDE, follow("附件1")),
    "sign": ("lead05", WIDE, sign_form),
    "receipt": ("lead03", WIDE, receipt),
    "board": ("office", WIDE, follow("看板")),
    "coverage": ("office", WIDE, follow("看板", "天天有活动")),
    "compile": ("office", WIDE, compiled),
    "setup": ("admin", WIDE, follow("设置")),
    "people": ("admin", WIDE, follow("人员")),
    "audit": ("auditor", WIDE, changes_open),
    "programme": ("security", WIDE, follow("活动一览")),
}


def main():
    wanted = {name: PICTURES[name] for name in sys.argv[1:] or PICTURES}
    folder = tempfile.mkdtemp(prefix="vocweek-pictures-")
    port = free_port()
    demo = start_demo(folder, port)
    try:
        password = wait_for_password(demo)
        with sync_playwright() as playwright:
            path = shutil.which("chromium") or "/usr/bin/chromium"
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            for name, picture in wanted.items():
                photograph(browser, f"http://127.0.0.1:{port}", password, name, *picture)
    finally:
        demo.terminate()
        demo.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_demo(folder, port):
    environment = {"VOCWEEK_DATA_DIR": folder, "VOCWEEK_DEMO": "1", "PORT": str(port)}
    clean = {name: text for name, text in os.environ.items() if name not in ("DATABASE_URL",)}
    return subprocess.Popen(
        [sys.executable, "manage.py", "up"], cwd=ROOT, env=clean | environment,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def wait_for_password(demo):
    """Reads on until the demo says that it is ready."""
    password = ""
    for line in demo.stdout:
        if "DEMO_PASSWORD=" in line:
            password = line.split("DEMO_PASSWORD=")[1].strip()
        if "已就绪" in line:
            return password
    raise RuntimeError("the demo did not start")


def photograph(browser, address, password, name, account, size, act):
    page = browser.new_page(
        viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", base_url=address
    )
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(account)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "login" not in url)
    if act:
        act(page)
    page.wait_for_load_state("networkidle")
    write_webp(browser, page.screenshot(), TARGET / f"{name}.webp")
    page.close()


def write_webp(browser, png, path):
    """As good as fits into LARGEST."""
    blank = browser.new_page()
    source = "data:image/png;base64," + base64.b64encode(png).decode()
    for quality in (0.85, 0.7, 0.55, 0.4, 0.25):
        told = blank.evaluate(TO_WEBP, [source, quality])
        picture = base64.b64decode(told.split(",")[1])
        if len(picture) <= LARGEST:
            break
    blank.close()
    TARGET.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture)
    print(f"{path.relative_to(ROOT)}  {len(picture) / 1000:.0f} KB")


if __name__ == "__main__":
    main()
