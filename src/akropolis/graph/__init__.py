"""What the city depends on: services, suppliers, information, and the demands on them."""
