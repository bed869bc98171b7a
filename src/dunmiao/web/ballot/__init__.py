"""The voter's page: no account, one screen a person, a receipt."""
