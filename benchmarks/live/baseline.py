"""The site's sockets, and beside them a Channels group in the Redis layer, which relays messages.

`uvicorn benchmarks.live.baseline:application`. Both pass the same origin check, session and routing.
"""

from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter
from django.urls import path

from config.asgi import pages, sockets
from config.routing import websocket_urlpatterns

GROUP = "trial"


class Relay(AsyncWebsocketConsumer):
    """Send each message of the group to its sockets."""

    groups = [GROUP]

    async def trial_post(self, event: dict[str, Any]) -> None:
        """Relay one text."""
        await self.send(text_data=event["text"])


urlpatterns = [path("ws/baseline/", Relay.as_asgi()), *websocket_urlpatterns]
application = ProtocolTypeRouter({"http": pages, "websocket": sockets(urlpatterns)})
