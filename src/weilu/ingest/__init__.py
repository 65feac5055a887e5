"""Records in: import of files, identities, publishing of rosters."""
