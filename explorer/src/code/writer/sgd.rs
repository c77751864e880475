//! What the frames say about SGD, where the run is trained by it.

use etalon_train::optimiser::Optimiser;

use crate::code::writer::Draft;

/// Keras multiplies what goes into the momentum by the rate, and its weight decay is decoupled: a class that steps as PyTorch does.
const KERAS: &str = "\
class CoupledSGD(keras.optimizers.SGD):
    \"\"\"Steps as PyTorch's SGD: the decay goes through the momentum, the rate does not.\"\"\"

    def update_step(self, gradient, variable, learning_rate):
#if weight_decay
        gradient = gradient + $weight_decay * variable
#end
#if keeps
        share = $share
        buffer = self.momentums[self._get_variable_index(variable)]
        moved = share * buffer + gradient
        self.assign(buffer, moved)
#if nesterov
        moved = gradient + share * moved
#end
#else
        moved = gradient
#end
        self.assign_sub(variable, keras.ops.cast(learning_rate, variable.dtype) * moved)
";

/// A weight decay before the momentum.
const OPTAX: &str = "\
#if weight_decay
def decayed_sgd(learning_rate, momentum):
    \"\"\"The decay goes through the momentum, as in PyTorch.\"\"\"
    decay = optax.add_decayed_weights($weight_decay)
#if nesterov
    return optax.chain(decay, optax.sgd(learning_rate, momentum, nesterov=True))
#else
    return optax.chain(decay, optax.sgd(learning_rate, momentum))
#end
#end
";

/// Fills the gaps that are about SGD.
pub(super) fn fill_gaps(draft: &mut Draft<'_>) {
    let sgd = match draft.seat.config.run().optimiser() {
        Ok(Optimiser::Sgd(sgd)) => sgd,
        Ok(Optimiser::AdamW) | Err(_) => {
            draft.set_flag("sgd", false);
            draft.set("optimiser", "AdamW");
            draft.set("and_momentum", "");
            return;
        }
    };
    draft.set_flag("sgd", true);
    draft.set("optimiser", if sgd.nesterov() { "SGD in Nesterov's form" } else { "SGD" });
    draft.set("and_momentum", format!(", a momentum of {}", crate::number::exact(sgd.momentum())));
    draft.set_flag("keeps", draft.is("cycles") || sgd.momentum() > 0.0);
    let cycled = "keras.ops.cast(momentum(self.iterations), variable.dtype)";
    let share = if draft.is("cycles") { cycled.to_owned() } else { crate::number::exact(sgd.momentum()) };
    draft.set("share", share);
}

/// The class that the Keras program defines. Empty for AdamW.
pub(super) fn keras(draft: &Draft<'_>) -> String {
    if draft.is("sgd") { draft.fill(KERAS) } else { String::new() }
}

/// The function that the optax program defines. Empty for AdamW, and where no weight decays.
pub(super) fn optax(draft: &Draft<'_>) -> String {
    if draft.is("sgd") { draft.fill(OPTAX) } else { String::new() }
}
