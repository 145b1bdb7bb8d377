"""People from .xlsx: 账号 姓名 电话 角色 单位; all of the sheet is taken or nothing of it."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from colleges.accounts import correct, open_account
from colleges.memberships import NOT_ONESELF, begin
from colleges.models import College, Department, Invitation, Role, User
from colleges.models.people import COLLEGE_ROLES, USERNAME
from colleges.phones import PHONE, clean_phone
from colleges.rules import BrokenRule

from .table import Row, read_table

COLUMNS = ("账号", "姓名", "电话", "角色", "单位")
MOST_PEOPLE = 500
ROLES = {role.label: role for role in Role}
EXAMPLES = [
    ("zhangsan", "张某某", "13800000000", "填报人", "机电学院"),
    ("lisi", "李某某", "", "部门工作人员", "保卫处"),
    ("wangwu", "王某某", "", "教务处", ""),
]
# On a page of its own: what stands below the heading is taken for people.
NOTES = [
    ("列", "填什么"),
    ("账号", "2–30 位小写字母、数字；已有的账号补上任职，没有的新建"),
    ("姓名", "最多 20 字"),
    ("电话", "可不填"),
    ("角色", f"{'、'.join(ROLES)}之一；一人有几个角色就写几行"),
    ("单位", "填报人、院长/书记写学院全称；部门工作人员写部门名称；其余角色留空"),
    ("示例", "下面几行只是样子，请填在“人员导入”一页，不要照抄"),
]


@dataclass(frozen=True)
class Wish:
    """One row as it would be carried out; `found` is who has the account already."""

    row: Row
    username: str
    name: str
    phone: str
    role: Role
    college: College | None
    department: Department | None
    found: User | None
    holds_it: bool

    @property
    def unit(self):
        return self.college or self.department

    @property
    def changes(self):
        """Words for the preview; empty when there is nothing to do."""
        if self.found is None:
            return ["新建账号"]
        told = []
        if self.found.name != self.name:
            told.append(f"姓名由“{self.found.name}”改为“{self.name}”")
        if self.phone and self.found.phone != self.phone:
            told.append("改电话")
        if not self.holds_it:
            told.append("增加任职")
        return told


def read_people(file):
    """The rows of an uploaded sheet."""
    return read_table(file, COLUMNS, needed=("账号", "姓名", "角色"), most=MOST_PEOPLE)


def checked(rows, by):
    """(wishes, faults): what the rows want of `by`, against what the school knows now."""
    colleges = {college.name: college for college in College.objects.active()}
    departments = {department.name: department for department in Department.objects.all()}
    names = [row.values["账号"].lower() for row in rows]
    users = {user.username: user for user in known(names)}
    wishes, faults = [], []
    for row in rows:
        wish, wrong = one(row, colleges, departments, users)
        if wish is not None and wish.found == by and not wish.holds_it:
            wrong.append(row.fault("角色", NOT_ONESELF))
        faults += wrong
        if not wrong:
            wishes.append(wish)
    return wishes, [*faults, *clashes(wishes)]


def clashes(wishes):
    """What rows of one account say against each other: one fault, with every row named."""
    accounts = {}
    for wish in wishes:
        accounts.setdefault(wish.username, []).append(wish)
    for username, mine in accounts.items():
        for column, said in (("姓名", "name"), ("电话", "phone")):
            told = [wish for wish in mine if getattr(wish, said)]
            if len({getattr(wish, said) for wish in told}) > 1:
                where = f"{lines(told)}的{column}不一样，请改成同一个"
                yield told[0].row.fault(column, f"账号 {username}：{where}。")
        hats = {}
        for wish in mine:
            hats.setdefault((wish.role, wish.unit), []).append(wish)
        for twins in hats.values():
            if len(twins) > 1:
                where = f"{lines(twins)}重复（同一个任职），请只留一行"
                yield twins[0].row.fault("账号", f"账号 {username}：{where}。")


def lines(wishes):
    return f"第 {'、'.join(str(wish.row.number) for wish in wishes)} 行"


def known(names):
    return User.objects.filter(username__in=names).prefetch_related("memberships")


def one(row, colleges, departments, users):
    """(wish or None, faults) of one row."""
    facts = row.values
    if tuple(facts[name] for name in COLUMNS) in EXAMPLES:
        return None, [row.fault("账号", "这一行是示例，不是真人。请删去这一行。")]
    username, phone = facts["账号"].lower(), clean_phone(facts["电话"])
    role = ROLES.get(facts["角色"])
    wrong = list(wrong_facts(row, facts, username, phone, role))
    college, department = None, None
    if role is not None:
        college, department, found = unit_of(row, facts["单位"], role, colleges, departments)
        wrong += found
    if wrong:
        return None, sorted(wrong, key=lambda fault: COLUMNS.index(fault.column))
    user = users.get(username)
    if user and not user.is_active:
        return None, [row.fault("账号", f"账号 {username} 已停用。请先在“人员”里启用。")]
    holds_it = user is not None and any(
        hat.role == role
        and hat.college_id == (college and college.pk)
        and hat.department_id == (department and department.pk)
        and not hat.is_delegation
        and not hat.is_over()
        for hat in user.memberships.all()
    )
    unit = {"role": role, "college": college, "department": department}
    person = {"username": username, "name": facts["姓名"], "phone": phone}
    return Wish(row, **person, **unit, found=user, holds_it=holds_it), []


def wrong_facts(row, facts, username, phone, role):
    checks = [("账号", USERNAME, username), ("电话", PHONE, phone)]
    for name, check, value in checks:
        try:
            if value:
                check(value)
        except ValidationError as error:
            yield row.fault(name, error.messages[0])
    for name, most in (("姓名", 20), ("账号", 30)):
        if not facts[name]:
            yield row.fault(name, f"缺少{name}。")
        elif len(facts[name]) > most:
            yield row.fault(name, f"最多 {most} 字。")
    if role is None:
        yield row.fault("角色", f"没有“{facts['角色']}”这个角色。可以写：{'、'.join(ROLES)}。")


def unit_of(row, name, role, colleges, departments):
    """(college, department, faults) for the word under 单位."""
    if role in COLLEGE_ROLES:
        if college := colleges.get(name):
            return college, None, []
        return None, None, [row.fault("单位", f"没有学院“{name}”，请写系统里的全称。")]
    if role == Role.DEPARTMENT:
        if department := departments.get(name):
            return None, department, []
        return None, None, [row.fault("单位", f"没有部门“{name}”，请写系统里的名称。")]
    if name and name != role.label:
        return None, None, [row.fault("单位", f"{role.label}不填单位，请清空这一格。")]
    return None, None, []


def take(rows, by):
    """Carry all of it out; returns the new people with their one-time tokens."""
    try:
        return take_whole(rows, by)
    except IntegrityError:
        raise BrokenRule(
            "刚刚有人也在建立这张表里的账号，这次什么都没有导入。请重新上传核对。"
        ) from None


@transaction.atomic
def take_whole(rows, by):
    wishes, faults = checked(rows, by)
    if faults:
        raise BrokenRule("确认之前有人改动了人员或学院，这份表现在有问题。请重新上传核对。")
    opened = {}
    for wish in wishes:
        unit = {"role": wish.role, "college": wish.college, "department": wish.department}
        user = wish.found or opened.get(wish.username)
        if user is None:
            person = {"username": wish.username, "name": wish.name, "phone": wish.phone}
            opened[wish.username] = open_account(by, **person, **unit)
            continue
        if wish.found:
            facts = {"name": wish.name} | ({"phone": wish.phone} if wish.phone else {})
            correct(user, by, **facts)
        if not wish.holds_it:
            begin(by, user, **unit)
    return [(user, Invitation.objects.issue(user, by=by)) for user in opened.values()]
