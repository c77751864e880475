#: native
#if gamma
rate = optax.exponential_decay(
#if step_size > 40000000
    $lr,
    transition_steps=$step_size.0 * batches,  # too large for an integer
    decay_rate=$gamma,
    staircase=True,
#else
    $lr, transition_steps=$step_size * batches, decay_rate=$gamma, staircase=True
#end
)  # optax counts batches
#else
def rate(step):
    return jnp.where(step < $step_size.0 * batches, $lr, 0.0)  # optax takes a decay_rate of 0 for 1
#end
