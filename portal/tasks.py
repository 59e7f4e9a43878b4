"""Work of the portal in the background."""

from datetime import timedelta

from django.core.management import call_command

from core.jobs import periodic


@periodic("portal.publish_scheduled", every=timedelta(minutes=1), atomic=False)
def publish_scheduled() -> None:
    """Publish the pages whose hour has come, and take down those whose time is over."""
    call_command("publish_scheduled")
