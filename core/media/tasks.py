"""The jobs of core.media."""

from core.jobs import job
from core.media import renditions


@job("media.generate_renditions", atomic=False)
def generate_renditions(image_id: int) -> None:
    """Make the files of an image that pages may ask for."""
    renditions.generate_renditions(image_id)
