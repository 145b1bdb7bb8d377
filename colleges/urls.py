from django.urls import path

from .views import audit, hats, inbox, invitations, people

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read-all/", inbox.inbox_read_all, name="inbox_read_all"),
    path("inbox/<int:pk>/", inbox.notice_open, name="notice_open"),
    path("hats/<int:pk>/wear/", hats.hat_wear, name="hat_wear"),
    path("invitations/<str:token>/", invitations.invitation_accept, name="invitation_accept"),
    path("people/", people.person_list, name="person_list"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/<int:pk>/invite/", people.person_invite, name="person_invite"),
    path("people/<int:pk>/disable/", people.person_disable, name="person_disable"),
    path("people/<int:pk>/enable/", people.person_enable, name="person_enable"),
    path("audit/", audit.audit_list, name="audit_list"),
    path("audit/verify/", audit.audit_verify, name="audit_verify"),
]
