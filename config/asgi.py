"""Pages and sockets in one process: all of the embedded mode, and `/ws/` in production."""

import os
from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
pages = get_asgi_application()

from config.routing import websocket_urlpatterns  # noqa: E402  (needs the apps to be ready)
from core.realtime.origins import OriginValidator  # noqa: E402
from core.realtime.raw_send import DirectSend  # noqa: E402


def sockets(addresses: list[Any]) -> DirectSend:
    """Return the application of these socket addresses: for our own pages only, with the session's person."""
    return DirectSend(OriginValidator(AuthMiddlewareStack(URLRouter(addresses))))


application = ProtocolTypeRouter(
    {
        "http": pages,
        "websocket": sockets(websocket_urlpatterns),
    }
)
