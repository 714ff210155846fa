"""Units, people and their roles; accounts from the city's directory, and connections to other systems."""
