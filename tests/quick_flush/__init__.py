"""An app of the test settings: it restores the migrated database after a test with real transactions."""
