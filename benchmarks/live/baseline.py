"""The site's sockets, and beside them Channels' own way: a group in the Redis layer that relays.

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
    """Sends each of its sockets what is said to the group."""

    groups = [GROUP]

    async def trial_post(self, event: dict[str, Any]) -> None:
        """Relay one text."""
        await self.send(text_data=event["text"])


urlpatterns = [path("ws/baseline/", Relay.as_asgi()), *websocket_urlpatterns]
application = ProtocolTypeRouter({"http": pages, "websocket": sockets(urlpatterns)})
