"""Middleware of the house: static files, maintenance, content policy."""

from collections.abc import Callable

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from whitenoise.middleware import WhiteNoiseMiddleware

Next = Callable[[HttpRequest], HttpResponseBase]


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise whose answers hold the (small) file, so that ASGI need not stream a sync iterator."""

    @staticmethod
    def serve(static_file, request):  # type: ignore[no-untyped-def]
        """Give the static file's answer whole."""
        answer = WhiteNoiseMiddleware.serve(static_file, request)
        if not isinstance(answer, FileResponse) or answer.is_async:
            return answer
        whole = HttpResponse(b"".join(answer), status=answer.status_code, headers=answer.headers)
        answer.close()
        return whole


class MaintenanceMiddleware:
    """Answers 503 with the maintenance page while MAINTENANCE is set; health checks still pass."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.MAINTENANCE and request.path not in ("/healthz", "/readyz"):
            answer = render(request, "maintenance.html", status=503)
            answer["Retry-After"] = "600"
            return answer
        return self.get_response(request)


class PolicyMiddleware:
    """Placeholder order for the content policy; replaced by core.policy."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)
