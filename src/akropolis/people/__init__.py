"""Units, people and their roles, and how accounts and other systems are connected."""
