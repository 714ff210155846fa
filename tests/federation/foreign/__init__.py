"""Sign-in at identity providers by others, as real processes behind TLS by an authority of the city's own."""
