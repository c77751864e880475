import math

import keras
import numpy as np

epochs, batches = 20, 45
x, y = np.ones((32 * batches, 64)), np.ones((32 * batches, 10))  # your data
model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])  # your model
total_steps = 900
ends = [0.3 * total_steps - 1, total_steps - 1]  # of the phases: real numbers


def one_cycle(step, *values):
    """PyTorch's OneCycleLR: from value to value, a phase for each.

    Keras has none of its own.
    """
    phase = next((k for k, end in enumerate(ends) if step <= end), len(ends) - 1)
    start, end = ends[phase - 1] if phase else 0.0, ends[phase]
    share = (step - start) / (end - start) if end > start else 1.0
    here, there = values[phase], values[phase + 1]
    return there + (here - there) / 2 * (1 + math.cos(math.pi * share))


steps = range(min(total_steps, epochs * batches))  # the last value stays
first = 0.01 / 25.0
last = first / 10000.0
lrs = [one_cycle(step, first, 0.01, last) for step in steps]
low, high = 0.85, 0.95
betas = [one_cycle(step, high, low, high) for step in steps]


class Table(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, values):
        self.values = np.array(values, "float32")

    def __call__(self, step):
        last = len(self.values) - 1
        return keras.ops.take(self.values, keras.ops.minimum(step, last))

    def get_config(self):
        return {"values": self.values.tolist()}


rate, beta_1 = Table(lrs), Table(betas)


class CycledAdamW(keras.optimizers.AdamW):
    def update_step(self, gradient, variable, learning_rate):
        self.beta_1 = beta_1(self.iterations)
        super().update_step(gradient, variable, learning_rate)


class Rates(keras.callbacks.Callback):
    step = 0

    def on_train_batch_begin(self, batch, logs=None):
        print(self.step, float(rate(self.step)), float(beta_1(self.step)))
        self.step += 1


model.compile(CycledAdamW(rate, weight_decay=0.01), loss="mse")
model.fit(x, y, batch_size=32, epochs=epochs, verbose=0, callbacks=[Rates()])
