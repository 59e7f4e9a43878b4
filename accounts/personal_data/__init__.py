"""The personal data that accounts and the libraries below it hold, for core.base.personal_data_registry."""
