#: native
rate = optax.constant_schedule($lr)
