#if has_alpha
#if eta_min
cosine = keras.optimizers.schedules.CosineDecay($lr, decay_steps=$t_max, alpha=$eta_min / $lr)
# alpha is a share of the rate: PyTorch's eta_min is $eta_min.
#else
cosine = keras.optimizers.schedules.CosineDecay($lr, decay_steps=$t_max)
#end
#else
# CosineDecay takes its end as a share of the rate, which cannot say $eta_min at a rate of $lr.
#end


def rate(epoch):
#if rises_again
    turn = epoch % (2 * $t_max)
    turn = min(turn, 2 * $t_max - turn)  # PyTorch rises again; Keras would stay low
#else
#if has_alpha
    turn = epoch  # past decay_steps Keras stays where it is
#else
    turn = min(epoch, $t_max)
#end
#end
#if has_alpha
    return float(cosine(turn))
#else
    return $eta_min + ($lr - $eta_min) / 2 * (1 + math.cos(math.pi * turn / $t_max))
#end
