#: native
#if has_alpha
#if eta_min
cosine = optax.cosine_decay_schedule($lr, decay_steps=$t_max, alpha=$eta_min / $lr)
# alpha is a share of the rate: PyTorch's eta_min is $eta_min.
#else
cosine = optax.cosine_decay_schedule($lr, decay_steps=$t_max)
#end
#else
# cosine_decay_schedule takes its end as a share of the rate, which cannot say $eta_min at a rate of $lr.
#end


def rate(step):
#if rises_again
    turn = step // batches % (2 * $t_max)
    turn = jnp.minimum(turn, 2 * $t_max - turn)  # PyTorch rises again; optax would stay low
#else
#if has_alpha
    turn = step // batches  # past decay_steps optax stays where it is
#else
    turn = jnp.minimum(step // batches, $t_max.0)
#end
#end
#if has_alpha
    return cosine(turn)
#else
    return $eta_min + ($lr - $eta_min) / 2 * (1 + jnp.cos(jnp.pi * turn / $t_max))
#end
