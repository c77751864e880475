def rate(step):
    if step < $warmup_steps:
        return $lr * step / $warmup_steps
    share = max(step - $warmup_steps - $stable_steps, 0) / $decay_steps
    if share >= 1.0:
        return $min_lr
#if decay_type = 0
    left = 1 - share
#end
#if decay_type = 1
    left = (1 + math.cos(math.pi * share)) / 2
#end
#if decay_type = 2
    left = 1 - math.sqrt(share)
#end
#if decay_type = 3
    left = 2 * 0.5**share - 1
#end
    return $min_lr + ($lr - $min_lr) * left
