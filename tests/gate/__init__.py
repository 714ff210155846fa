"""Attacks from the nämnd next door and from outside: what could leak is made first, and then nothing of it is seen."""
