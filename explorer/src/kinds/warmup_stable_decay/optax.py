#: native
lr, min_lr = $lr, $min_lr
#if warmup_steps > 2000000000 or stable_steps > 2000000000 or decay_steps > 2000000000
warmup, stable, decay = $warmup_steps.0, $stable_steps.0, $decay_steps.0  # too large for integers
#else
warmup, stable, decay = $warmup_steps, $stable_steps, $decay_steps  # steps
#end


def rise(step):
#if warmup_steps
    return lr * step / warmup
#else
    return lr
#end


def fall(step):
#if decay_steps
    x = jnp.clip(step / decay, 0.0, 1.0)
#if decay_type = 0
    return min_lr + (lr - min_lr) * (1 - x)
#end
#if decay_type = 1
    return min_lr + (lr - min_lr) * (1 + jnp.cos(jnp.pi * x)) / 2
#end
#if decay_type = 2
    return min_lr + (lr - min_lr) * (1 - jnp.sqrt(x))
#end
#if decay_type = 3
    return min_lr + (lr - min_lr) * (2 * 0.5**x - 1)
#end
#else
    return min_lr
#end


rate = optax.join_schedules(
    [rise, optax.constant_schedule(lr), fall], boundaries=[warmup, warmup + stable]
)
