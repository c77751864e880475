#: native
rate = keras.optimizers.schedules.ExponentialDecay(
    $lr, decay_steps=batches, decay_rate=$gamma, staircase=True
)  # Keras counts batches: in stairs of an epoch it does what PyTorch does
