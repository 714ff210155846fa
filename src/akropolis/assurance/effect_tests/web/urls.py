"""The URLs of effect tests. Those of registers, lists and kept tables follow from their declarations."""

from django.urls import URLPattern, path

from akropolis.assurance.effect_tests.rules.tools import ToolKind
from akropolis.assurance.effect_tests.web import tool_files

WAY = "effektprov/las-in-fran-verktyg/"
urlpatterns: list[URLPattern] = [
    path(WAY, tool_files.tools_page, name="effect-tools"),
    path(f"{WAY}kodanalys/", tool_files.FLOWS[ToolKind.SARIF].view(), name="effect-tools-sarif"),
    path(f"{WAY}skanner/", tool_files.FLOWS[ToolKind.SCANNER].view(), name="effect-tools-scanner"),
    path(f"{WAY}konton/", tool_files.FLOWS[ToolKind.MFA].view(), name="effect-tools-mfa"),
    path(f"{WAY}uppdateringar/", tool_files.FLOWS[ToolKind.PATCH].view(), name="effect-tools-patch"),
]
