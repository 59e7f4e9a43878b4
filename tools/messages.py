"""Update the message catalogues from the source: python -m tools.messages.

New messages are added empty, unused messages are removed, translations are kept. Prints one line for each
language. `make check` lists what is still to be translated.
"""

import sys

from tools.catalogue import LANGUAGES, extract_all, load, po_path, update


def main() -> None:
    """Update every catalogue and print the changes."""
    messages = extract_all()
    for language in LANGUAGES:
        old = load(language)
        po = update(language, messages, old)
        path = po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text("utf-8") if path.exists() else ""
        after = str(po) + "\n"
        if after != before:
            path.write_text(after, "utf-8")
        held = {(e.msgctxt, e.msgid) for e in old or ()}
        new, gone = len(messages.keys() - held), len(held - messages.keys())
        missing = len(po.untranslated_entries())
        sys.stdout.write(
            f"{language:8} {len(po)} messages, {new} new, {gone} removed, {missing} to translate\n"
        )


if __name__ == "__main__":
    main()
