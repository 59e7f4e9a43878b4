"""The core app: no domain of its own; what every other app stands on."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        """Declare the jobs of all apps and the personal data core itself keeps; listen for pictures."""
        from django.db.models.signals import post_delete, post_save
        from wagtail.images import get_image_model
        from wagtail.signals import page_published
        from willow.image import PNGImageFile
        from willow.plugins.pillow import PillowImage
        from willow.registry import registry as willow

        from core import audit, checks, page_privacy, pictures  # noqa: F401
        from core.jobs import registry
        from core.mail import personal_data as mails
        from core.realtime import personal_data as live

        page_privacy.connect()
        registry.discover()
        mails.declare()
        live.declare()
        audit.declare()
        willow.register_converter(PNGImageFile, PillowImage, pictures.open_png)
        images = get_image_model()
        post_save.connect(pictures.image_saved, images, dispatch_uid="core.warm_picture")
        post_delete.connect(
            pictures.rendition_deleted, images.get_rendition_model(), dispatch_uid="core.picture"
        )
        page_published.connect(pictures.page_published, dispatch_uid="core.warm_pictures")
