from django.contrib.auth.hashers import Argon2PasswordHasher


class HouseArgon2(Argon2PasswordHasher):
    """Argon2id sized for two cores: 19 MiB, two passes, about 40 ms (OWASP's floor). Django's default of
    100 MiB on eight lanes would let a flood of sign-ins starve everybody else."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
