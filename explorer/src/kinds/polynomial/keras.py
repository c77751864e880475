#if total_iters
decay = keras.optimizers.schedules.PolynomialDecay(
    $lr, decay_steps=$total_iters, end_learning_rate=0.0, power=$power
)


def rate(epoch):
    return float(decay(epoch))
#else
def rate(epoch):
    return $lr  # without a step the first rate stays
#end
