"""Stylesheets and scripts made small for sending (docs/decisions/0014-minifier.md).

The minifier is tdewolff's, written in Go. It is loaded at the build only, never by a server process. On macOS
it is not installed, because Apple's processors have no wheel of it: there the files are sent as written.
"""

CSS = "text/css"
JS = "application/javascript"


class NotMinified(ValueError):
    """A file has a syntax error; the message names the file and what the minifier said."""


def minify(name: str, text: str) -> str:
    """Return the text of a `.css` or `.js` file without comments and white space, local names shortened."""
    try:
        import minify as tdewolff
    except ImportError:
        return text
    try:
        return str(tdewolff.string(CSS if name.endswith(".css") else JS, text)) if text else text
    except tdewolff.MinifyError as error:
        raise NotMinified(f"{name}: {error}") from error
