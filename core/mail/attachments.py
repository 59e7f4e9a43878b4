"""The attachments of a mail."""

Attachment = tuple[str, bytes, str]  # file name, content, media type
