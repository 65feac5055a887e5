"""Passwords: argon2id at a cost that a small machine can pay for several sign-ins at once."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """46 MiB and two passes, above OWASP's least (19 MiB, two passes); Django's own take 100."""

    time_cost = 2
    memory_cost = 47_104  # KiB
    parallelism = 1
