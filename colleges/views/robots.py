from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from ..models import Robot
from ..people_forms import RuledForm
from ..rules import require


class RobotForm(RuledForm):
    name = forms.CharField(label="群的名称", max_length=30)
    address = forms.CharField(
        label="机器人的 Webhook 地址",
        max_length=500,
        help_text="在群的设置里“添加机器人”后得到。保存之后不再显示。",
        # Never back into the page, not even when it was refused.
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def save(self, by):
        return self.carried_out(lambda: Robot.objects.add_robot(by, **self.cleaned_data))


@require_GET
def robot_list(request):
    require(request.user.is_office)
    return robot_page(request, RobotForm())


def robot_page(request, form, status=200):
    context = {"robots": Robot.objects.for_list(), "form": form}
    return render(request, "colleges/robot_list.html", context, status=status)


@require_POST
def robot_new(request):
    require(request.user.is_office)
    form = RobotForm(request.POST)
    robot = form.save(request.user)
    if robot is None:
        return robot_page(request, form, status=422)
    messages.success(request, f"已增加“{robot}”。请按“发送测试消息”，看群里是否收到。")
    return redirect("robot_list")


@require_POST
def robot_test(request, pk):
    require(request.user.is_office)
    get_object_or_404(Robot, pk=pk).test(request.user)
    messages.success(request, "测试消息半分钟内发出，请看群里，或刷新这一页看结果。")
    return redirect("robot_list")


@require_POST
def robot_remove(request, pk):
    require(request.user.is_office)
    robot = get_object_or_404(Robot, pk=pk)
    robot.remove(request.user)
    messages.success(request, f"已删除“{robot}”，不再向这个群发送。")
    return redirect("robot_list")
