"""What LibreOffice makes of a draft: A4, its pages numbered, nothing to repair, all text there."""

import re
import shutil
import subprocess

import pytest

from reports.summary.draft import draft_document
from tests import summaries

pytestmark = pytest.mark.office


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """(what pdfinfo says, the pages as text) of the school's draft with many activities."""
    assert shutil.which("soffice"), "LibreOffice is not installed"
    folder = tmp_path_factory.mktemp("office")
    photos = tuple(summaries.photo(f"第{n}张", n) for n in range(5))
    draft = summaries.school_draft(photos=photos)
    (folder / "draft.docx").write_bytes(draft_document(draft).read())
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(folder / "draft.docx")], check=True, timeout=300)
    pdf = str(folder / "draft.pdf")
    info = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True).stdout
    told = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True
    )
    return info, told.stdout.split("\f")[:-1]


def test_a4_upright(pages):
    assert re.search(r"Page size: +595\.\d+ x 841", pages[0])


def test_every_page_bears_its_number(pages):
    for number, page in enumerate(pages[1], start=1):
        assert f"—{number}—" in page.replace(" ", "")


def test_from_the_title_to_the_last_photo(pages):
    text = "".join("".join(pages[1]).split())
    assert text.startswith("示范职业技术学院2025年职业教育活动周工作总结")
    for words in ("（附件2）", "合计", "【请补充", "2025年5月21日", "第4张"):
        assert words in text
