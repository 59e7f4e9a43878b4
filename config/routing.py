"""Socket addresses: each app's consumers are mounted here; anything else is refused."""

from channels.generic.websocket import AsyncWebsocketConsumer
from django.urls import re_path


class UnknownSocket(AsyncWebsocketConsumer):
    """Closes a socket that asked for an address nobody serves, before it is accepted."""

    async def connect(self) -> None:
        await self.close()


websocket_urlpatterns = [re_path(r"", UnknownSocket.as_asgi())]
