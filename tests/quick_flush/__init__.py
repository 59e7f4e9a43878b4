"""An app of the test settings: a test with real transactions leaves the database as migrations made it."""
