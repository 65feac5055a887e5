"""Communities, operators' roles in them, groups, accounts, people, memberships."""
