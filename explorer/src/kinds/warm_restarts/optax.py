#: native
#if has_alpha
def cycle(length):
#if eta_min
    # alpha is a share of the rate: PyTorch's eta_min is $eta_min.
    return optax.cosine_decay_schedule($lr, decay_steps=length, alpha=$eta_min / $lr)
#else
    return optax.cosine_decay_schedule($lr, decay_steps=length)
#end
#else
def cycle(length):
    # cosine_decay_schedule takes its end as a share of the rate, which cannot say $eta_min at a rate of $lr.
    return lambda epoch: $eta_min + ($lr - $eta_min) / 2 * (1 + jnp.cos(jnp.pi * epoch / length))
#end


#if t_mult = 1
one = cycle($t_0.0)


def rate(step):
    return one(step // batches % $t_0.0)
#else
lengths = [$t_0.0]  # sgdr_schedule joins such cycles as well, and counts batches
while sum(lengths) < epochs:
    lengths.append(lengths[-1] * $t_mult)
starts = [sum(lengths[:at]) for at in range(len(lengths))]
cycles = optax.join_schedules([cycle(length) for length in lengths], boundaries=starts[1:])


def rate(step):
    return cycles(step // batches)
#end
