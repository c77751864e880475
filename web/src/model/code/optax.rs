//! A schedule as an optax program: optax's own where it can be set to do the same, a few lines of Python where not.

use crate::model::code::page::{Nan, eps_matters, is_signed, nan, on, watches_a_rise};
use crate::model::code::python::{
    COSINE, add_one_cycle, add_rule, add_validate, alpha, has_alpha, rises_again,
};
use crate::model::code::snippet::{Snippet, number};
use crate::model::config::Config;
use crate::model::kind::Kind;
use crate::model::param::Param;

pub fn export(config: &Config, kind: Kind) -> String {
    let mut out = Snippet::new(config);
    let native = kind == Kind::ReduceOnPlateau && has_own_plateau(config);
    let plain = match kind {
        Kind::Exponential | Kind::CosineAnnealing => false,
        Kind::ReduceOnPlateau => !native || nan(config) != Nan::Bad,
        Kind::OneCycle => true,
    };
    out.add(if plain { "import math\n\n" } else { "" });
    out.add("import jax\nimport jax.numpy as jnp\nimport optax\n\n");
    if kind == Kind::ReduceOnPlateau {
        out.add("\n");
        add_validate(&mut out, config);
        if !native {
            add_rule(&mut out, config, OWN_PLATEAU);
        }
    }
    out.add("epochs, batches = $epochs, $batches\n");
    match kind {
        Kind::Exponential => add_exponential(&mut out, config),
        Kind::CosineAnnealing => add_cosine(&mut out, config),
        Kind::ReduceOnPlateau if native => add_plateau(&mut out, config),
        Kind::ReduceOnPlateau => out.add("plateau = Plateau($lr)\n"),
        Kind::OneCycle => add_one_cycle(&mut out, config, OWN_ONE_CYCLE),
    }
    let (rate, beta) = match kind {
        Kind::Exponential | Kind::CosineAnnealing => ("rate", ""),
        Kind::ReduceOnPlateau => ("$lr", ""),
        Kind::OneCycle if on(config, Param::CycleMomentum) => ("table(lrs)", "    b1=table(betas),\n"),
        Kind::OneCycle => ("table(lrs)", ""),
    };
    if kind == Kind::OneCycle {
        out.add("\n\ndef table(values):\n    values = jnp.asarray(values)\n");
        out.add("    return lambda step: values[jnp.minimum(step, len(values) - 1)]\n\n");
    }
    out.add(
        &["\noptimizer = optax.inject_hyperparams(optax.adamw)(\n    learning_rate=", rate, ",\n"].concat(),
    );
    out.add(beta);
    out.add(
        "    weight_decay=$weight_decay,
)
params = jnp.zeros((64, 10))  # your model
state = optimizer.init(params)
x = jnp.ones((32, 64))  # your batch


def loss(params, x):
    return jnp.mean((x @ params - 1.0) ** 2)  # your loss


@jax.jit
def train(params, state, x):
    updates, state = optimizer.update(jax.grad(loss)(params, x), state, params)
    return optax.apply_updates(params, updates), state


for epoch in range(epochs):
    for batch in range(batches):
        params, state = train(params, state, x)
",
    );
    add_end_of_loop(&mut out, config, kind, native);
    out.finish()
}

/// What stands in the loop after the training step: what it was made with, and what follows for the next one.
fn add_end_of_loop(out: &mut Snippet<'_>, config: &Config, kind: Kind, native: bool) {
    const USED: &str = "state.hyperparams[\"learning_rate\"]";
    if kind == Kind::OneCycle {
        out.add(&["        print(epoch * batches + batch, ", USED].concat());
        out.add(if on(config, Param::CycleMomentum) { ", state.hyperparams[\"b1\"])\n" } else { ")\n" });
        return;
    }
    out.add(&["    print(epoch, ", USED, ")\n"].concat());
    if kind != Kind::ReduceOnPlateau {
        return;
    }
    if !native {
        out.add(&["    ", USED, " = jnp.asarray(plateau.observe(validate(epoch)))\n"].concat());
        return;
    }
    let update = match nan(config) {
        Nan::Bad => "    _, heard = plateau.update(params, heard, value=validate(epoch))\n",
        Nan::Ignored => {
            "    metric = validate(epoch)
    if not math.isnan(metric):
        _, heard = plateau.update(params, heard, value=metric)
"
        }
        Nan::Told => {
            "    metric = validate(epoch)
    if math.isnan(metric):
        print(\"the metric is NaN: nothing has changed\")
    else:
        _, heard = plateau.update(params, heard, value=metric)
"
        }
    };
    out.add(update);
    out.add(&["    ", USED, " = $lr * heard.scale\n"].concat());
}

fn add_exponential(out: &mut Snippet<'_>, config: &Config) {
    out.add(if config.get(Param::Gamma) == 0.0 {
        "

def rate(step):
    return jnp.where(step < batches, $lr, 0.0)  # optax takes a decay_rate of 0 for 1

"
    } else {
        "rate = optax.exponential_decay(
    $lr, transition_steps=batches, decay_rate=$gamma, staircase=True
)  # optax counts batches: in stairs of an epoch it does what PyTorch does
"
    });
}

fn add_cosine(out: &mut Snippet<'_>, config: &Config) {
    let own = has_alpha(config);
    if own {
        out.add("cosine = optax.cosine_decay_schedule($lr, decay_steps=$t_max");
        out.add(&[alpha(config), ")\n"].concat());
        if on(config, Param::EtaMin) {
            out.add("# alpha is a share of the rate: PyTorch's eta_min is $eta_min.\n");
        }
    } else {
        out.add("# cosine_decay_schedule counts its end as a share of the rate: of $lr it is none.\n");
    }
    out.add("\n\ndef rate(step):\n");
    match (rises_again(config), own) {
        (true, _) => out.add(
            "    turn = step // batches % (2 * $t_max)
    turn = jnp.minimum(turn, 2 * $t_max - turn)  # PyTorch rises again; optax would stay low
",
        ),
        (false, true) => out.add("    turn = step // batches  # past decay_steps optax stays where it is\n"),
        (false, false) => out.add("    turn = jnp.minimum(step // batches, $t_max.0)\n"),
    }
    out.add("    return ");
    out.add(&if own { "cosine(turn)".to_owned() } else { COSINE.replace("math.", "jnp.") });
    out.add("\n\n");
}

/// Whether optax's rule can do what is set: it watches falling metrics only, and has no `eps`.
fn has_own_plateau(config: &Config) -> bool {
    let threshold = config.get(Param::Threshold);
    let says = threshold > 0.0 && (on(config, Param::ThresholdMode) || threshold <= 1.0);
    !watches_a_rise(config)
        && !is_signed(config)
        && says
        && config.get(Param::Factor) > 0.0
        && config.get(Param::Lr) > 0.0
        && !eps_matters(config)
}

const OWN_PLATEAU: &str = "optax.contrib.reduce_on_plateau cannot do this: it watches falling metrics only,
    has no eps, and cuts one epoch earlier.";

const OWN_ONE_CYCLE: &str =
    "optax.cosine_onecycle_schedule peaks and ends a step later, at whole steps, and leaves
    the momentum alone.";

fn add_plateau(out: &mut Snippet<'_>, config: &Config) {
    let patience = (config.get(Param::Patience) + 1.0).to_string();
    let (lr, floor) = (config.get(Param::Lr), config.get(Param::MinLr));
    let (rtol, atol) = match config.get(Param::ThresholdMode) {
        0.0 => ("$threshold", "0.0"),
        _ => ("0.0", "$threshold"),
    };
    let least =
        if floor >= lr { "1.0".to_owned() } else { [number(floor), " / ".to_owned(), number(lr)].concat() };
    out.add_with(
        "plateau = optax.contrib.reduce_on_plateau(
    factor=$factor,
    patience=$later,  # PyTorch's $patience: optax cuts at this bad epoch, PyTorch after it
",
        &[("later", &patience)],
    );
    out.add(&["    rtol=", rtol, ",\n    atol=", atol, ",\n"].concat());
    out.add_with(
        "    cooldown=$cooldown,
    min_scale=$least,  # a share of the rate: PyTorch's min_lr is $min_lr
)
heard = plateau.init(jnp.zeros(()))
",
        &[("least", &least)],
    );
}
