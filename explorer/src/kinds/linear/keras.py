#if total_iters
line = keras.optimizers.schedules.PolynomialDecay(
    $first, decay_steps=$total_iters, end_learning_rate=$last, power=1.0
)


def rate(epoch):
    return float(line(epoch))
#else
def rate(epoch):
    return $first  # without a step the first rate stays
#end
