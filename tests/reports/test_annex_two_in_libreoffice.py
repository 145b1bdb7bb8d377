"""What LibreOffice makes of 附件2: upright A4 for each college, wide paper for all of them."""

import re
import shutil
import subprocess

import pytest

from .test_annex_two import ONE, OTHER, form_of, written

pytestmark = pytest.mark.office


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    """The compilation of thirty colleges, printed by LibreOffice."""
    assert shutil.which("soffice"), "LibreOffice is not installed"
    folder = tmp_path_factory.mktemp("office")
    forms = [form_of((ONE, OTHER)[n % 2], f"第{n + 1}学院") for n in range(30)]
    (folder / "sheet.xlsx").write_bytes(written(*forms)[0])
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(folder / "sheet.xlsx")], check=True, timeout=300)
    return folder / "sheet.pdf"


def text_of(pdf):
    command = ["pdftotext", "-layout", str(pdf), "-"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [re.sub(r"\s", "", page) for page in told.split("\f")[:-1]]


def sizes_of(pdf):
    command = ["pdfinfo", "-f", "1", "-l", "99", str(pdf)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.findall(r"Page +\d+ size: +([\d.]+) x ([\d.]+)", told)
    return [(round(float(wide)), round(float(high))) for wide, high in found]


def test_all_side_by_side_on_wide_paper_and_each_college_on_upright_a4(pdf):
    sizes = sizes_of(pdf)
    # Two sheets of A3 beside each other, no third.
    assert sizes[:2] == [(1191, 842)] * 2
    assert set(sizes[2:]) == {(595, 842)}


def test_the_names_stand_on_both_halves_of_the_wide_table(pdf):
    first, second, *_ = text_of(pdf)
    for page in (first, second):
        assert "第1学院" in page and "第30学院" in page and "合计" in page
    assert "汇总" in first and "I2典型案例" in second


def test_each_college_has_its_head_on_every_page(pdf):
    pages = [page for page in text_of(pdf) if "代码/指标" in page]
    assert len([page for page in pages if "填报单位(盖章)" in page]) == 30
    assert all("备注" in page for page in pages)


def test_every_form_ends_with_the_line_for_the_signature(pdf):
    told = "".join(text_of(pdf))
    assert told.count("负责人(签字)：") == 31
    assert "I2典型案例" in told
