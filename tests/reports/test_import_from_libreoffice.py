"""The college's sheet opened and saved by LibreOffice comes back as it was."""

import shutil
import subprocess
from io import BytesIO

import pytest
from openpyxl import load_workbook

from reports.models import AnnexUpload
from reports.sheet import Sheet
from tests import make

pytestmark = pytest.mark.office


@pytest.fixture
def saved(cast, tmp_path):
    """The bytes LibreOffice writes of the downloaded sheet."""
    assert shutil.which("soffice"), "LibreOffice is not installed"
    make.activity(college=cast.jidian, title="第一行\u3000=1+1", partners=["甲厂", "乙社区"])
    make.activity(
        college=cast.jidian,
        mode="mixed",
        online_link="https://example.test/a",
        summary="第一段\n第二段",
        expected_internal=None,
    )
    source = tmp_path / "附件1.xlsx"
    source.write_bytes(
        Sheet(cast.filing.content(), cast.filing, reader=cast.chen).workbook().read()
    )
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path / "out"), str(source)], check=True, timeout=300
    )
    return (tmp_path / "out" / source.name).read_bytes()


def preview(cast, content):
    return AnnexUpload.objects.take_in(cast.filing, BytesIO(content), "x.xlsx", cast.chen).preview


def test_saved_without_an_edit(cast, saved):
    told = preview(cast, saved)
    assert (told["changes"], told["problems"], told["unchanged"]) == ([], [], 2)
    assert told["knows_missing"]


def test_edited_and_one_row_taken_out(cast, saved):
    book = load_workbook(BytesIO(saved))
    book.active["F5"] = "操场"
    book.active.delete_rows(6)
    file = BytesIO()
    book.save(file)
    told = preview(cast, file.getvalue())
    assert [change["kind"] for change in told["changes"]] == ["change", "delete"]
