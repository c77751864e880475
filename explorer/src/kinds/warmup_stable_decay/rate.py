lr, min_lr = $lr, $min_lr
warmup, stable, decay = $warmup_steps, $stable_steps, $decay_steps  # steps


def rate(step):
    """Rises from 0, stays and falls. Hugging Face's get_wsd_schedule rises from min_lr."""
    if step < warmup:
        return lr * step / warmup
    if step < warmup + stable:
        return lr
    if step >= warmup + stable + decay:
        return min_lr
    x = (step - warmup - stable) / decay
#if decay_type = 0
    return min_lr + (lr - min_lr) * (1 - x)
#end
#if decay_type = 1
    return min_lr + (lr - min_lr) * (1 + math.cos(math.pi * x)) / 2
#end
#if decay_type = 2
    return min_lr + (lr - min_lr) * (1 - math.sqrt(x))
#end
#if decay_type = 3
    return min_lr + (lr - min_lr) * (2 * 0.5**x - 1)
#end
