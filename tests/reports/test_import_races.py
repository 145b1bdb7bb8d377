"""Two people change the same lists at the same moment, on the database itself."""

import threading

import pytest
from django.db import connection

from colleges.models import College, Department, User
from colleges.rules import BrokenRule
from colleges.units import add_department, rename
from reports import people_sheet
from reports.opening import add_colleges
from reports.table import Row

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*verbs):
    """What each of `verbs` says when all start together: sentences of those refused."""
    start, refused, broken = threading.Barrier(len(verbs)), [], []

    def run(verb):
        start.wait()
        try:
            verb()
        except BrokenRule as refusal:
            refused.append(str(refusal))
        except Exception as error:  # a thread's own end: the test tells it
            broken.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[verb]) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert broken == []
    return refused


def test_the_same_people_imported_twice_at_once(cast):
    facts = {"账号": "qian", "姓名": "钱", "电话": "", "角色": "填报人", "单位": "机电学院"}
    rows = [Row(2, facts, {name: f"A{n}" for n, name in enumerate(facts)})]
    refused = at_once(*[lambda: people_sheet.take(rows, cast.zheng)] * 2)
    assert all("什么都没有导入" in sentence for sentence in refused)
    assert User.objects.get(username="qian").memberships.count() == 1


def test_one_name_for_two_units(cast):
    refused = at_once(
        lambda: rename(cast.jidian, cast.zheng, "智造学院"),
        lambda: rename(cast.caijing, cast.zheng, "智造学院"),
    )
    assert ["刚刚有人用了这个名称" in sentence for sentence in refused] == [True]
    assert College.objects.filter(name="智造学院").count() == 1


def test_two_departments_at_once(cast):
    refused = at_once(
        lambda: add_department(cast.zheng, "图书馆"), lambda: add_department(cast.zheng, "图书馆")
    )
    assert len(refused) == 1 and "刚刚有人用了这个名称" in refused[0]
    assert Department.objects.filter(name="图书馆").count() == 1


def test_the_same_colleges_pasted_twice_at_once(cast):
    refused = at_once(*[lambda: add_colleges(["农学院"], by=cast.zheng)] * 2)
    assert all("核对后再试" in sentence for sentence in refused)
    assert College.objects.filter(name="农学院").count() == 1
