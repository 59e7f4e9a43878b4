"""Why a socket was closed."""

import enum


class Close(enum.IntEnum):
    """Close codes of the live socket; 4000 and above are an application's own (RFC 6455, section 7.4.2)."""

    TOO_LARGE = 1009
    MALFORMED = 4400
    SIGNED_OUT = 4401
    SLOW = 4408
    TOO_OFTEN = 4429
