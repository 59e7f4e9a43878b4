"""What a browser calls itself, in words a person recognises."""

# In this order: many browsers also name the ones they are made from.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("UCBrowser", "UC Browser"),
    ("YaBrowser", "Yandex Browser"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"),
    ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("KAIOS", "KaiOS"), ("Linux", "Linux"),
)  # fmt: skip
LONGEST = 60


def _first(user_agent: str, marks: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in marks if mark in user_agent), "")


def device_name(user_agent: str) -> str:
    """Return "Firefox, Android" for a User-Agent header; the beginning of one we do not know, or nothing."""
    known = [name for name in (_first(user_agent, BROWSERS), _first(user_agent, SYSTEMS)) if name]
    return ", ".join(known) or user_agent[:LONGEST]
