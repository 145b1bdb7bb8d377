from django.urls import path

from .views import audit, departments, hats, inbox, invitations, memberships, people, profile

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read-all/", inbox.inbox_read_all, name="inbox_read_all"),
    path("inbox/<int:pk>/", inbox.notice_open, name="notice_open"),
    path("profile/", profile.profile, name="profile"),
    path("hats/<int:pk>/wear/", hats.hat_wear, name="hat_wear"),
    path("invitations/<str:token>/", invitations.invitation_accept, name="invitation_accept"),
    path("people/", people.person_list, name="person_list"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/<int:pk>/", people.person_edit, name="person_edit"),
    path("people/<int:person>/memberships/", memberships.membership_new, name="membership_new"),
    path("memberships/<int:pk>/end/", memberships.membership_end, name="membership_end"),
    path("memberships/<int:pk>/move/", memberships.membership_move, name="membership_move"),
    path("delegations/", memberships.delegation_list, name="delegation_list"),
    path("delegations/new/", memberships.delegation_new, name="delegation_new"),
    path("delegations/<int:pk>/revoke/", memberships.delegation_revoke, name="delegation_revoke"),
    path("departments/", departments.department_list, name="department_list"),
    path("departments/new/", departments.department_new, name="department_new"),
    path("departments/<int:pk>/rename/", departments.department_rename, name="department_rename"),
    path("people/<int:pk>/invite/", people.person_invite, name="person_invite"),
    path("people/<int:pk>/disable/", people.person_disable, name="person_disable"),
    path("people/<int:pk>/enable/", people.person_enable, name="person_enable"),
    path("audit/", audit.audit_list, name="audit_list"),
    path("audit/verify/", audit.audit_verify, name="audit_verify"),
]
