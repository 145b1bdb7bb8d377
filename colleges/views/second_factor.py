from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from .. import second_factor
from ..accounts import end_sessions
from ..models import AuditEntry, User
from ..rules import require


class Activate(ActivateTOTPView):
    """Set up; windows opened before without the second step are closed."""

    def form_valid(self, form):
        response = super().form_valid(form)
        end_sessions(self.request.user, keep=self.request.session.session_key)
        AuditEntry.objects.record(self.request.user, "设置两步验证", self.request.user)
        return response

    def get_context_data(self, **kwargs):
        asked = second_factor.must_set_up(self.request.user)
        return super().get_context_data(**kwargs) | {"is_required": asked}


class Deactivate(DeactivateTOTPView):
    def form_valid(self, form):
        response = super().form_valid(form)
        AuditEntry.objects.record(self.request.user, "关闭两步验证", self.request.user)
        return response


class NewRecoveryCodes(GenerateRecoveryCodesView):
    def dispatch(self, request, *args, **kwargs):
        if not Authenticator.objects.filter(user_id=request.user.pk).exists():
            messages.info(request, "请先设置两步验证，再生成恢复码。")
            return redirect("mfa_activate_totp")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        response = super().form_valid(form)
        AuditEntry.objects.record(self.request.user, "重新生成恢复码", self.request.user)
        return response


@require_POST
def person_reset_factor(request, pk):
    require(request.user.is_administrator)
    user = get_object_or_404(User, pk=pk)
    require(user != request.user)
    second_factor.reset(user, request.user)
    messages.success(request, f"已重置{user}的两步验证，其登录立即失效。")
    return redirect("person_edit", user.pk)
