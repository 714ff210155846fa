"""How passwords are kept: Argon2, in one lane.

In eight lanes, as Django has it, two passwords being checked are sixteen threads of the machine, and the one that
answers everybody else waits for all of them. The work for who tries them out is the same.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class OneLaneHasher(Argon2PasswordHasher):
    """Django's own, but for the lanes. A password that was kept in more is kept anew when the person signs in."""

    parallelism = 1
