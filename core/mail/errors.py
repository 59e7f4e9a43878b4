"""What mail refuses."""


class MailRefused(ValueError):
    """The mail cannot be written safely: a bad address, a line break in a header, or too large."""
