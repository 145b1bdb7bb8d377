"""What LibreOffice makes of our sheets: one page wide, title and marks in place, all text shown."""

import re
import shutil
import subprocess

import pytest

from reports.annex_one import Compilation, Form, Header, content_digest

from .test_annex_one import summary
from .test_columns import ROW

pytestmark = pytest.mark.office
LONG = "开放数控、机器人等实训空间，请中小学生在师傅带领下体验一道工序。" * 9


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    """The compilation of two colleges, printed by LibreOffice."""
    assert shutil.which("soffice"), "LibreOffice is not installed"
    folder = tmp_path_factory.mktemp("office")
    rows = [ROW | {"id": n, "summary": LONG[: 20 + n * 9]} for n in range(30)]
    forms = [Form(Header(unit), rows) for unit in ("机电学院", "财经学院")]
    seal, count = content_digest(summary(), forms)
    units = [form.header.unit for form in forms]
    book = Compilation(summary(), units, lambda: iter(forms), count, seal, folder)
    book.write(folder / "sheet.xlsx")
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(folder / "sheet.xlsx")], check=True, timeout=300)
    return folder / "sheet.pdf"


def pages(pdf):
    told = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True
    )
    return told.stdout.split("\f")[:-1]


def test_every_page_is_landscape_a4(pdf):
    told = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, text=True)
    assert re.search(r"Page size: +841\.\d+ x 595", told.stdout)


def test_one_page_wide(pdf):
    """Every page shows the first and the last printed column, none the further ones."""
    for number, page in enumerate(pages(pdf), start=1):
        with_table = "活动名称" in page
        assert with_table, f"page {number} has no header row"
        assert "备注" in page and "序号" in page, f"page {number} lacks columns"
        assert "主题活动日" not in page


def test_mark_title_and_numbers_of_pages(pdf):
    first, *others = pages(pdf)
    assert first.lstrip().startswith("附件1")
    assert "2025年职教活动周信息表（汇总）" in first
    assert "未报送：财经学院" in first
    for number, page in enumerate([first, *others], start=1):
        assert f"第 {number} / {len(others) + 1} 页" in page


def test_signature_line_follows_the_table(pdf):
    text = re.sub(r"\s", "", "".join(pages(pdf)))
    assert "负责人(签字)：" in text and "(盖章)" in text
