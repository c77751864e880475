#: native
#if gamma
rate = optax.exponential_decay(
    $lr, transition_steps=batches, decay_rate=$gamma, staircase=True
)  # optax counts batches: in stairs of an epoch it does what PyTorch does
#else
def rate(step):
    return jnp.where(step < batches, $lr, 0.0)  # optax takes a decay_rate of 0 for 1
#end
