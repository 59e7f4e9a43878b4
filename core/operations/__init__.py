"""For operators: health, metrics, backup and restore, system checks."""
