"""What a member can do: one folder a capability, the same five file names in each."""
