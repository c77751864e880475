#: native
#if total_iters = 0 or power = 0
rate = optax.constant_schedule($lr)  # without a step, or with a power of 0, the rate never changes
#else
#if total_iters > 2000000000
total = $total_iters.0  # epochs; too large for an integer
#else
total = $total_iters  # epochs
#end
decay = optax.polynomial_schedule($lr, 0.0, $power, transition_steps=total)


def rate(step):
    epoch = step // batches
    return jnp.where(epoch < total, decay(epoch), 0.0)  # optax itself may give NaN at the end
#end
