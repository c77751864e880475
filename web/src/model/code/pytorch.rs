//! A schedule as a PyTorch program; what PyTorch cannot say stands in a comment that the importer reads back.

use crate::model::code::page::{Nan, is_signed, nan, on, run_steps, spans_the_run};
use crate::model::code::python::{MARGIN, add_validate, better};
use crate::model::code::signature::{Meaning, arguments, class};
use crate::model::code::snippet::{Snippet, literal, number};
use crate::model::config::Config;
use crate::model::kind::Kind;
use crate::model::param::Param;

/// The width at which Python's formatter breaks a line.
const WIDTH: usize = 88;

/// How a comment begins that holds settings PyTorch has no argument for.
pub const MARK: &str = "etalon:";

pub fn export(config: &Config, kind: Kind) -> String {
    let mut out = Snippet::new(config);
    let plateau = kind == Kind::ReduceOnPlateau;
    if plateau && (nan(config) != Nan::Bad || is_signed(config)) {
        out.add("import math\n\n");
    }
    out.add_with("import torch\nfrom torch.optim.lr_scheduler import $class\n\n", &[("class", class(kind))]);
    if plateau {
        out.add("\n");
        add_validate(&mut out, config);
        if is_signed(config) {
            add_signed(&mut out, config);
        }
    }
    out.add(
        "epochs, batches = $epochs, $batches  # batches: len(train_loader)
model = torch.nn.Linear(64, 10)  # your model
optimizer = torch.optim.AdamW(model.parameters(), lr=$lr, weight_decay=$weight_decay)
",
    );
    add_remarks(&mut out, config, kind);
    out.add(&call(config, kind));
    add_loop(&mut out, config, kind);
    out.finish()
}

/// PyTorch's plateau with the threshold that is right for negative metrics too.
fn add_signed(out: &mut Snippet<'_>, config: &Config) {
    out.add("class SignedPlateau(ReduceLROnPlateau):\n    def _is_better(self, metric, best):\n        ");
    out.add_with(MARGIN, &[("best", "best"), ("threshold", "self.threshold")]);
    out.add(&["        return ", &better(config, "best", "self.threshold"), "\n\n"].concat());
    out.add("    is_better = _is_better  # its name in older versions\n\n\n");
}

/// What cannot be said in the call.
fn add_remarks(out: &mut Snippet<'_>, config: &Config, kind: Kind) {
    let mut remark = |text: &str| out.add(&["# ", MARK, " ", text, "\n"].concat());
    match kind {
        Kind::Exponential => {}
        Kind::CosineAnnealing if on(config, Param::PastEnd) => {
            remark("past_end=hold (PyTorch's rate rises again past T_max: it is not stepped there)");
        }
        Kind::CosineAnnealing => {}
        Kind::ReduceOnPlateau => {
            if is_signed(config) {
                remark(
                    "threshold_mode=rel_signed (PyTorch's rel is the wrong way round for negative metrics)",
                );
            }
            match nan(config) {
                Nan::Bad => {}
                Nan::Ignored => remark("nan_policy=ignore (to PyTorch a NaN is a bad epoch)"),
                Nan::Told => remark("nan_policy=report (to PyTorch a NaN is a bad epoch)"),
            }
        }
        Kind::OneCycle => {
            if rise_has_no_length(config) {
                remark("pct_start=$pct_start (with it PyTorch divides by zero at step 0)");
                if on(config, Param::ThreePhase) || config.get(Param::TotalSteps) == 1.0 {
                    out.add("# Its first step is not max_lr then, as it is on the page.\n");
                }
            }
        }
    }
}

/// Whether the peak falls on step 0: PyTorch's first phase then has no length, and it divides by it.
fn rise_has_no_length(config: &Config) -> bool {
    config.get(Param::PctStart) * config.get(Param::TotalSteps) == 1.0
}

/// `scheduler = …`, on one line or with a line for each argument.
fn call(config: &Config, kind: Kind) -> String {
    let name = if kind == Kind::ReduceOnPlateau && is_signed(config) { "SignedPlateau" } else { class(kind) };
    let said = said(config, kind);
    let line = format!("scheduler = {name}(optimizer, {})\n", said.join(", "));
    if line.len() <= WIDTH {
        return line;
    }
    format!("scheduler = {name}(\n    optimizer,\n    {},\n)\n", said.join(",\n    "))
}

/// The arguments: those that make the schedule what it is, and whatever differs from PyTorch's default.
fn said(config: &Config, kind: Kind) -> Vec<String> {
    let mut said = Vec::new();
    for argument in arguments(kind) {
        let Meaning::Param(param) = argument.meaning else { continue };
        let value = config.get(param);
        let own = value != param.spec().default;
        let text = match param {
            Param::TotalSteps if spans_the_run(config) => continue,
            Param::Epochs | Param::StepsPerEpoch if !spans_the_run(config) => continue,
            Param::Epochs => "epochs".to_owned(),
            Param::StepsPerEpoch => "batches".to_owned(),
            Param::TotalSteps => literal(param, value),
            Param::PctStart if rise_has_no_length(config) => number(a_little_less(config)),
            Param::ThresholdMode if is_signed(config) => continue,
            Param::Mode | Param::Factor | Param::Patience | Param::PctStart => literal(param, value),
            _ if own || argument.required => literal(param, value),
            _ => continue,
        };
        said.push([argument.name, "=", &text].concat());
    }
    said
}

/// The nearest `pct_start` whose first phase ends before step 0.
fn a_little_less(config: &Config) -> f64 {
    let mut share = config.get(Param::PctStart);
    while share * config.get(Param::TotalSteps) >= 1.0 {
        share = share.next_down();
    }
    share
}

/// The training, and where the scheduler is stepped in it.
fn add_loop(out: &mut Snippet<'_>, config: &Config, kind: Kind) {
    out.add("\nfor epoch in range(epochs):\n");
    if kind == Kind::OneCycle {
        out.add(
            "    for batch in range(batches):
        group = optimizer.param_groups[0]
        print(epoch * batches + batch, group[\"lr\"], group[\"betas\"][0])
",
        );
    } else {
        out.add("    print(epoch, optimizer.param_groups[0][\"lr\"])\n    for batch in range(batches):\n");
    }
    out.add(
        "        loss = model(torch.randn(32, 64)).square().mean()  # your batch and loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
",
    );
    out.add(match kind {
        Kind::Exponential => "    scheduler.step()\n",
        Kind::CosineAnnealing if on(config, Param::PastEnd) => {
            "    if scheduler.last_epoch < $t_max:\n        scheduler.step()\n"
        }
        Kind::CosineAnnealing => "    scheduler.step()\n",
        Kind::ReduceOnPlateau => match nan(config) {
            Nan::Bad => "    scheduler.step(validate(epoch))\n",
            Nan::Ignored => {
                "    metric = validate(epoch)
    if not math.isnan(metric):
        scheduler.step(metric)
"
            }
            Nan::Told => {
                "    metric = validate(epoch)
    if math.isnan(metric):
        print(\"the metric is NaN: nothing has changed\")
    else:
        scheduler.step(metric)
"
            }
        },
        Kind::OneCycle if ends_early(config) => {
            "        if scheduler.last_epoch < $total_steps - 1:  # past its end it raises an error
            scheduler.step()
"
        }
        Kind::OneCycle => "        scheduler.step()\n",
    });
}

/// Whether the step after the last one, which the loop makes, must not be made: past the end, or where PyTorch's last
/// phase has no length.
fn ends_early(config: &Config) -> bool {
    let (share, total) = (config.get(Param::PctStart), config.get(Param::TotalSteps));
    let last_phase =
        if on(config, Param::ThreePhase) { 2.0 * share * total - 2.0 } else { share * total - 1.0 };
    total < run_steps(config) || (spans_the_run(config) && last_phase == total - 1.0)
}
