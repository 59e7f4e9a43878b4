"""What core.operations registers."""

from core.operations import health
from core.operations.health import HEALTH_CHECKS, HealthCheck


def register() -> None:
    """Register the health checks of the whole of core."""
    HEALTH_CHECKS.register(HealthCheck("database", health.check_database))
    HEALTH_CHECKS.register(HealthCheck("cache", health.check_cache))
    HEALTH_CHECKS.register(HealthCheck("migrations", health.check_migrations))
    HEALTH_CHECKS.register(HealthCheck("worker", health.check_worker))
    HEALTH_CHECKS.register(HealthCheck("realtime", health.check_realtime))
