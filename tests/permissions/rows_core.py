"""Who may ask core: health for everyone."""

from tests.permissions.matrix import Row

ROWS = [
    Row("core:healthz", expect={"everyone": 200}),
    Row("core:readyz", expect={"everyone": 200}),
]
