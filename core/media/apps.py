"""The app config of core.media."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "core.media"
    verbose_name = "Media"

    def ready(self) -> None:
        """Open large PNG files safely, and make the renditions of an image when it is saved or published."""
        from django.db.models.signals import post_delete, post_save
        from wagtail.images import get_image_model
        from wagtail.signals import page_published
        from willow.image import PNGImageFile
        from willow.plugins.pillow import PillowImage
        from willow.registry import registry as willow

        from core.media import renditions

        willow.register_converter(PNGImageFile, PillowImage, renditions.open_png)
        images = get_image_model()
        post_save.connect(renditions.image_saved, images, dispatch_uid="media.image_saved")
        post_delete.connect(
            renditions.rendition_deleted, images.get_rendition_model(), dispatch_uid="media.rendition_deleted"
        )
        page_published.connect(renditions.page_published, dispatch_uid="media.page_published")
