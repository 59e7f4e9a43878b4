"""Feature switches: turn something on or off without a new release. What has no row is off."""

from django.core.cache import cache

from core.models import FeatureSwitch

SECONDS = 30  # how long another process may still see the old position


def is_on(name: str) -> bool:
    """Say whether the feature is switched on; a change is seen at once here, within 30 s elsewhere."""
    key = FeatureSwitch.cache_key(name)
    position = cache.get(key)
    if position is None:
        position = FeatureSwitch.objects.filter(name=name, on=True).exists()
        cache.set(key, position, SECONDS)
    return bool(position)
