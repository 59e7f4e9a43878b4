"""The home page, the standard page, and the way from "/" to a language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe

from core.base.rules import is_member
from core.web.access import public
from core.web.responses import render_page
from learning.lesson_sections import anchored_blocks, sections
from portal.models import HomePage, StandardPage
from portal.selectors.community_highlights import own_communities, recent_threads
from portal.selectors.member_dashboard import courses_for_strangers, what_comes_next


@public
@require_safe
def root_show(request: HttpRequest) -> HttpResponse:
    """Send "/" to the member's language, else to the best of those the browser asks for."""
    code = getattr(request.user, "language", "") or get_language_from_request(request)
    if code not in settings.INTERFACE_LANGUAGES:
        code = settings.LANGUAGE_CODE
    answer = redirect(f"/{code}/")
    patch_vary_headers(answer, ("Accept-Language", "Cookie"))
    return answer


@public
@require_safe
def home_show(request: HttpRequest, page: HomePage) -> HttpResponse:
    """Show strangers what this site is, and members what comes next. A preview shows the former."""
    if not is_member(request.user) or getattr(request, "is_preview", False):
        context = {
            "page": page,
            "courses": courses_for_strangers(request),
            "recent_threads": recent_threads(),
            "anchored_blocks": SimpleLazyObject(lambda: anchored_blocks(page.body)),
        }
        return render_page(request, "portal/home_show.html", context)
    context = {"page": page, "next": what_comes_next(request), "own": own_communities(request.user)}
    return render_page(request, "portal/member_home.html", context)


@public
@require_safe
def standard_show(request: HttpRequest, page: StandardPage) -> HttpResponse:
    """Show a page of prose."""
    context = {
        "page": page,
        "breadcrumbs": page.breadcrumbs(request),
        "anchored_blocks": SimpleLazyObject(lambda: anchored_blocks(page.body)),
        "sections": [section for section in sections(page.body) if section.level == 2],
    }
    return render_page(request, "portal/standard_show.html", context)
