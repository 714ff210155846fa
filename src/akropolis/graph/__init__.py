"""What the city stands on: services, suppliers, information, and what is demanded and missing."""
