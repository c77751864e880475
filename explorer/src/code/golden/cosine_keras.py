import keras
import numpy as np

epochs, batches = 20, 45
x, y = np.ones((32 * batches, 64)), np.ones((32 * batches, 10))  # your data
model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])  # your model
cosine = keras.optimizers.schedules.CosineDecay(0.01, decay_steps=20, alpha=0.001 / 0.01)
# alpha is a share of the rate: PyTorch's eta_min is 0.001.


def rate(epoch):
    turn = epoch % (2 * 20)
    turn = min(turn, 2 * 20 - turn)  # PyTorch rises again; Keras would stay low
    return float(cosine(turn))


class Rates(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        print(epoch, float(self.model.optimizer.learning_rate))


model.compile(keras.optimizers.AdamW(0.01, weight_decay=0.01), loss="mse")
model.fit(x, y, batch_size=32, epochs=epochs, verbose=0, callbacks=[keras.callbacks.LearningRateScheduler(rate), Rates()])
