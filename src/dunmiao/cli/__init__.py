"""The command `dunmiao`: the same actions, and the engines on plain files."""
