"""A thread as a live space."""


def register_all() -> None:
    """Enter the kind; called once when the apps are ready."""
