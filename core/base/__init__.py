"""Access rules, audit, rate limits, clean text, safe requests: what needs no page."""
