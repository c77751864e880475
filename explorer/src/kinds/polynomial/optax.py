#: native
#if total_iters > 2000000000
decay = optax.polynomial_schedule($lr, 0.0, $power, $total_iters.0)  # too large for an integer
#else
decay = optax.polynomial_schedule($lr, 0.0, $power, transition_steps=$total_iters)
#end


def rate(step):
    return decay(step // batches)
