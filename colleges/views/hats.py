from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST


@require_POST
def hat_wear(request, pk):
    hat = get_object_or_404(request.user.memberships.current(), pk=pk)
    request.session["hat"] = hat.pk
    messages.success(request, f"已切换为：{hat}。")
    return redirect("home")
