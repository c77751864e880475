#: native
#if total_iters > 2000000000
line = optax.linear_schedule($first, $last, $total_iters.0)  # too large for an integer
#else
line = optax.linear_schedule($first, $last, transition_steps=$total_iters)
#end


def rate(step):
    return line(step // batches)
