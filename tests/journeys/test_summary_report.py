"""The closing report in a browser: draft, a number changed in Word, what the portal says of it."""

from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document
from playwright.sync_api import expect

from tests import make
from tests.test_accessibility import Inspector

pytestmark = pytest.mark.browser


@pytest.fixture
def page(cast, visitor):
    activity = make.activity(college=cast.jidian, start_date=cast.edition.starts_on)
    make.result(activity, students=90, teachers=8)
    return visitor(cast.chen)


def downloaded(page, words):
    with page.expect_download() as download:
        page.get_by_role("link", name=words).click()
    return Document(download.value.path())


def changed(paper, old, new):
    """What somebody made of it in Word."""
    for paragraph in paper.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace(old, new)
    file = BytesIO()
    paper.save(file)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return {"name": "总结.docx", "mimeType": kind, "buffer": file.getvalue()}


def send(page, file):
    page.get_by_label("改好的总结报告").set_input_files(file)
    page.get_by_role("button", name="上传并核对数字").click()


def test_draft_changed_uploaded_explained_and_seen_by_the_office(page, cast, visitor):
    inspector = Inspector(page)
    inspector.visit(reverse("summary_report", args=[cast.edition.code]))
    paper = downloaded(page, "下载草稿")
    send(page, changed(paper, "共开展活动1场次", "共开展活动3场次"))
    told = page.get_by_text("“开展活动总场次”：第3段写“3场次”，附件2（当前）为 1 场次。")
    expect(told).to_be_visible()
    inspector.look()
    page.get_by_label("不一致的原因").fill("含活动周以后的两场")
    page.get_by_role("button", name="保存说明").click()
    expect(page.get_by_label("不一致的原因")).to_have_value("含活动周以后的两场")
    send(page, {"name": "旧.doc", "mimeType": "application/msword", "buffer": b"x"})
    expect(page.get_by_text("没有收下，原来的报告没有变。")).to_be_visible()
    inspector.look()
    inspector.is_content()

    board = Inspector(visitor(cast.zhou))
    board.visit(reverse("summary_board", args=[cast.edition.code]))
    expect(board.page.get_by_text("1 个不一致（已说明）")).to_be_visible()
    assert downloaded(board.page, "下载全校总结草稿").tables
    board.is_content()
