"""Units, people and their roles; accounts managed by the city's directory; and connections to other systems."""
