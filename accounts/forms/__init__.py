"""Forms of accounts. Kept empty: allauth imports `signup_fields` while its own forms are being made."""
