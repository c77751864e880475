#if has_alpha
#if t_mult = 1
cosine = keras.optimizers.schedules.CosineDecayRestarts(
#if eta_min
    $lr, first_decay_steps=$t_0, t_mul=1.0, alpha=$eta_min / $lr
)  # alpha is a share of the rate: PyTorch's eta_min is $eta_min.
#else
    $lr, first_decay_steps=$t_0, t_mul=1.0
)
#end


def rate(epoch):
    return float(cosine(epoch))
#else
def rate(epoch):
    # CosineDecayRestarts finds the cycle by a logarithm, which may miss a restart.
    length = $t_0
    while epoch >= length:
        epoch, length = epoch - length, length * $t_mult
#if eta_min
    # alpha is a share of the rate: PyTorch's eta_min is $eta_min.
    cosine = keras.optimizers.schedules.CosineDecay($lr, decay_steps=length, alpha=$eta_min / $lr)
#else
    cosine = keras.optimizers.schedules.CosineDecay($lr, decay_steps=length)
#end
    return float(cosine(epoch))
#end
#else
def rate(epoch):
    # CosineDecayRestarts takes its end as a share of the rate, which cannot say $eta_min at a rate of $lr.
    length = $t_0
    while epoch >= length:
        epoch, length = epoch - length, length * $t_mult
    return $eta_min + ($lr - $eta_min) / 2 * (1 + math.cos(math.pi * epoch / length))
#end
