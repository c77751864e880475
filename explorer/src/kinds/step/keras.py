#: native
rate = keras.optimizers.schedules.ExponentialDecay(
    $lr, decay_steps=$step_size * batches, decay_rate=$gamma, staircase=True
)  # Keras counts batches
