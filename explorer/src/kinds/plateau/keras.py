#if is_own
plateau = keras.callbacks.ReduceLROnPlateau(
    monitor="$monitor",
    mode=$mode,
    factor=$factor,
    patience=$later,  # PyTorch's $patience: Keras cuts at this bad epoch, PyTorch after it
    min_delta=$threshold,
    cooldown=$rest,  # PyTorch's $cooldown: Keras counts the epoch of the cut
    min_lr=$min_lr,
)


class Metric(keras.callbacks.Callback):  # delete it: with validation data Keras does this
    def on_epoch_end(self, epoch, logs=None):
        logs["$monitor"] = validate(epoch)
#else
plateau = Plateau($lr)


class ReduceOnPlateau(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        metric = validate(epoch)  # or logs["$monitor"]
        self.model.optimizer.learning_rate = plateau.observe(metric)
#end
#: above
#if !is_own
$rule
#end
#: callbacks
#if is_own
Metric(), plateau
#else
ReduceOnPlateau()
#end
