"""Pages of groups: members who report, activities with sign-in, decisions, the branch."""
