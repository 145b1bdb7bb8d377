from django.urls import path

from .views import board, desk, filings

urlpatterns = [
    path("editions/<slug:code>/desk/", desk.desk, name="desk"),
    path("editions/<slug:code>/board/", board.board, name="board"),
    path("filings/<int:pk>/", filings.filing_detail, name="filing_detail"),
    path("filings/<int:pk>/panel/", filings.filing_panel, name="filing_panel"),
    path("filings/<int:pk>/sheet.xlsx", filings.filing_sheet, name="filing_sheet"),
    path("filings/<int:pk>/hand-over/", filings.filing_hand_over, name="filing_hand_over"),
    path("filings/<int:pk>/withdraw/", filings.filing_withdraw, name="filing_withdraw"),
    path("filings/<int:pk>/sign/", filings.filing_sign, name="filing_sign"),
    path("filings/<int:pk>/send-back/", filings.filing_send_back, name="filing_send_back"),
    path("filings/<int:pk>/accept/", filings.filing_accept, name="filing_accept"),
    path("receipts/<str:receipt_no>/", filings.receipt_detail, name="receipt_detail"),
]
