import keras
import numpy as np

#if above

$above


#end
epochs, batches = $epochs, $batches
x, y = np.ones((32 * batches, 64)), np.ones((32 * batches, 10))  # your data
model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])  # your model
$schedule
#if by_batch
class Table(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, values):
        self.values = np.array(values, "float32")

    def __call__(self, step):
        last = len(self.values) - 1
        return keras.ops.take(self.values, keras.ops.minimum(step, last))

    def get_config(self):
        return {"values": self.values.tolist()}


#if cycles
#if sgd
$table, momentum = Table(lrs), Table(betas)
#else
$table, beta_1 = Table(lrs), Table(betas)


class CycledAdamW(keras.optimizers.AdamW):
    def update_step(self, gradient, variable, learning_rate):
        self.beta_1 = beta_1(self.iterations)
        super().update_step(gradient, variable, learning_rate)
#end
#else
$table = Table(lrs)
#end


class Rates(keras.callbacks.Callback):
    step = 0

    def on_train_batch_begin(self, batch, logs=None):
#if cycles
#if sgd
        print(self.step, float($table(self.step)), float(momentum(self.step)))
#else
        print(self.step, float($table(self.step)), float(beta_1(self.step)))
#end
#else
        print(self.step, float($table(self.step)))
#end
        self.step += 1
#else
#if on_a_metric
#if warm_up
class WarmUp(keras.callbacks.Callback):  # scales the rate; the first callback
    def on_epoch_begin(self, epoch, logs=None):
        self.full = float(self.model.optimizer.learning_rate)
        share = min($rise_start + (1 - $rise_start) * epoch / $rise_steps, 1.0)
        self.model.optimizer.learning_rate = self.full * share

    def on_epoch_end(self, epoch, logs=None):
        self.model.optimizer.learning_rate = self.full


#end
#end
class Rates(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        print(epoch, float(self.model.optimizer.learning_rate))
#end


#if sgd
#if keeps
# The momentum makes room for the buffers. CoupledSGD has its own share of them.
model.compile(CoupledSGD($base, momentum=0.9), loss="mse")
#else
model.compile(CoupledSGD($base), loss="mse")
#end
#else
model.compile($optimizer($base, weight_decay=$weight_decay), loss="mse")
#end
model.fit(x, y, batch_size=32, epochs=epochs, verbose=0, callbacks=[$callbacks])
