"""Socket addresses: each app's consumers are mounted here; anything else is refused."""

from channels.generic.websocket import AsyncWebsocketConsumer
from django.urls import path, re_path

from core.realtime.consumers import LiveConsumer


class UnknownSocket(AsyncWebsocketConsumer):
    """Closes a socket that asked for an address nobody serves, before it is accepted."""

    async def connect(self) -> None:
        await self.close()


websocket_urlpatterns = [
    path("ws/live/", LiveConsumer.as_asgi()),
    re_path(r"", UnknownSocket.as_asgi()),
]
