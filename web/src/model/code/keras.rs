//! A schedule as a Keras 3 program: Keras's own where it can be set to do the same, a few lines of Python where not.

use crate::model::code::page::{Nan, eps_matters, nan, on, watches_a_rise};
use crate::model::code::python::{
    COSINE, add_one_cycle, add_rule, add_validate, alpha, has_alpha, rises_again,
};
use crate::model::code::snippet::Snippet;
use crate::model::config::Config;
use crate::model::kind::Kind;
use crate::model::param::Param;

pub fn export(config: &Config, kind: Kind) -> String {
    let mut out = Snippet::new(config);
    let native = kind == Kind::ReduceOnPlateau && has_own_plateau(config);
    let plain = match kind {
        Kind::Exponential => false,
        Kind::CosineAnnealing => !has_alpha(config),
        Kind::ReduceOnPlateau => !native,
        Kind::OneCycle => true,
    };
    out.add(if plain { "import math\n\n" } else { "" });
    out.add("import keras\nimport numpy as np\n\n");
    if kind == Kind::ReduceOnPlateau {
        out.add("\n");
        add_validate(&mut out, config);
        if !native {
            add_rule(&mut out, config, OWN_PLATEAU);
        }
    }
    out.add(
        "epochs, batches = $epochs, $batches
x, y = np.ones((32 * batches, 64)), np.ones((32 * batches, 10))  # your data
model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])  # your model
",
    );
    match kind {
        Kind::Exponential => add_exponential(&mut out),
        Kind::CosineAnnealing => add_cosine(&mut out, config),
        Kind::ReduceOnPlateau => add_plateau(&mut out, config, native),
        Kind::OneCycle => return one_cycle(out, config),
    }
    out.add(
        "

class Rates(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        print(epoch, float(self.model.optimizer.learning_rate))


model.compile(keras.optimizers.AdamW($rate, weight_decay=$weight_decay), loss=\"mse\")
model.fit(x, y, batch_size=32, epochs=epochs, verbose=0, callbacks=[$callbacks])
"
        .replace(
            "$rate",
            match kind {
                Kind::Exponential => "rate",
                Kind::CosineAnnealing | Kind::ReduceOnPlateau | Kind::OneCycle => "$lr",
            },
        )
        .replace(
            "$callbacks",
            match kind {
                Kind::Exponential => "Rates()",
                Kind::CosineAnnealing => "keras.callbacks.LearningRateScheduler(rate), Rates()",
                Kind::ReduceOnPlateau if native => "Metric(), plateau, Rates()",
                Kind::ReduceOnPlateau | Kind::OneCycle => "ReduceOnPlateau(), Rates()",
            },
        )
        .as_str(),
    );
    out.finish()
}

fn add_exponential(out: &mut Snippet<'_>) {
    out.add(
        "rate = keras.optimizers.schedules.ExponentialDecay(
    $lr, decay_steps=batches, decay_rate=$gamma, staircase=True
)  # Keras counts batches: in stairs of an epoch it does what PyTorch does
",
    );
}

fn add_cosine(out: &mut Snippet<'_>, config: &Config) {
    let own = has_alpha(config);
    if own {
        out.add(
            &[
                "cosine = keras.optimizers.schedules.CosineDecay($lr, decay_steps=$t_max",
                alpha(config),
                ")\n",
            ]
            .concat(),
        );
        if on(config, Param::EtaMin) {
            out.add("# alpha is a share of the rate: PyTorch's eta_min is $eta_min.\n");
        }
    } else {
        out.add("# CosineDecay counts its end as a share of the rate: of $lr it is none.\n");
    }
    out.add("\n\ndef rate(epoch):\n");
    match (rises_again(config), own) {
        (true, _) => out.add(
            "    turn = epoch % (2 * $t_max)
    turn = min(turn, 2 * $t_max - turn)  # PyTorch rises again; Keras would stay low
",
        ),
        (false, true) => out.add("    turn = epoch  # past decay_steps Keras stays where it is\n"),
        (false, false) => out.add("    turn = min(epoch, $t_max)\n"),
    }
    out.add(if own { "    return float(cosine(turn))\n" } else { "    return " });
    if !own {
        out.add(COSINE);
        out.add("\n");
    }
}

/// Whether Keras's callback can do what is set: it knows no share, no `eps`, and takes a first NaN for the best.
fn has_own_plateau(config: &Config) -> bool {
    let absolute = config.get(Param::ThresholdMode) == 1.0 || config.get(Param::Threshold) == 0.0;
    absolute && nan(config) == Nan::Bad && !eps_matters(config)
}

const OWN_PLATEAU: &str = "keras.callbacks.ReduceLROnPlateau cannot do this: its min_delta is an amount,
    PyTorch's threshold a share; it has no eps; and it cuts one epoch earlier.";

fn add_plateau(out: &mut Snippet<'_>, config: &Config, native: bool) {
    let monitor = if watches_a_rise(config) { "val_accuracy" } else { "val_loss" };
    if !native {
        out.add_with(
            "plateau = Plateau($lr)


class ReduceOnPlateau(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        metric = validate(epoch)  # or logs[\"$monitor\"]
        self.model.optimizer.learning_rate = plateau.observe(metric)
",
            &[("monitor", monitor)],
        );
        return;
    }
    let patience = (config.get(Param::Patience) + 1.0).to_string();
    let cooldown = config.get(Param::Cooldown);
    out.add_with(
        "plateau = keras.callbacks.ReduceLROnPlateau(
    monitor=\"$monitor\",
    mode=$mode,
    factor=$factor,
    patience=$later,  # PyTorch's $patience: Keras cuts at this bad epoch, PyTorch after it
    min_delta=$threshold,
    cooldown=$rest,  # PyTorch's $cooldown: Keras counts the epoch of the cut
    min_lr=$min_lr,
)


class Metric(keras.callbacks.Callback):  # delete it: with validation data Keras does this
    def on_epoch_end(self, epoch, logs=None):
        logs[\"$monitor\"] = validate(epoch)
",
        &[
            ("monitor", monitor),
            ("later", &patience),
            ("rest", &(if cooldown > 0.0 { cooldown + 1.0 } else { 0.0 }).to_string()),
        ],
    );
}

fn one_cycle(mut out: Snippet<'_>, config: &Config) -> String {
    add_one_cycle(&mut out, config, "Keras has none of its own.");
    let cycled = on(config, Param::CycleMomentum);
    out.add(
        "

class Table(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, values):
        self.values = np.array(values, \"float32\")

    def __call__(self, step):
        last = len(self.values) - 1
        return keras.ops.take(self.values, keras.ops.minimum(step, last))

    def get_config(self):
        return {\"values\": self.values.tolist()}


",
    );
    out.add(if cycled { "rate, beta_1 = Table(lrs), Table(betas)\n" } else { "rate = Table(lrs)\n" });
    if cycled {
        out.add(
            "

class CycledAdamW(keras.optimizers.AdamW):
    def update_step(self, gradient, variable, learning_rate):
        self.beta_1 = beta_1(self.iterations)
        super().update_step(gradient, variable, learning_rate)
",
        );
    }
    out.add_with(
        "

class Rates(keras.callbacks.Callback):
    step = 0

    def on_train_batch_begin(self, batch, logs=None):
        print(self.step, float(rate(self.step))$beta)
        self.step += 1


model.compile($adam(rate, weight_decay=$weight_decay), loss=\"mse\")
model.fit(x, y, batch_size=32, epochs=epochs, verbose=0, callbacks=[Rates()])
",
        &[
            ("beta", if cycled { ", float(beta_1(self.step))" } else { "" }),
            ("adam", if cycled { "CycledAdamW" } else { "keras.optimizers.AdamW" }),
        ],
    );
    out.finish()
}
