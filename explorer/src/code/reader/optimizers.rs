//! Optimizers: base rate, weight decay, and how a step is made where the page has that optimiser. A rate counts only where it means
//! what it means for AdamW or SGD.

use super::call::{Call, Passed};
use super::names::clip;
use super::note::Verdict;
use super::plan::Optimizer;
use super::recognise::Recognised;
use super::rule::Rule;
use super::tree::Span;
use super::value::Value;
use super::walk::Walk;

/// What a class of optimizers is.
struct Class {
    name: &'static str,
    /// Its arguments after the parameters, as far as they are ever passed by place.
    order: &'static [&'static str],
    /// The rate where none is said.
    lr: Option<f64>,
    /// The decay of AdamW or SGD where none is said. The decay of the others is another one.
    decay: Option<f64>,
}

const ADAM: &[&str] = &["params", "lr", "betas", "eps", "weight_decay", "amsgrad"];
const SHORT: &[&str] = &["params", "lr", "betas", "eps", "weight_decay"];

#[rustfmt::skip]
const CLASSES: &[Class] = &[
    Class { name: "AdamW", order: ADAM, lr: Some(1e-3), decay: Some(0.01) },
    Class { name: "Adam", order: ADAM, lr: Some(1e-3), decay: None },
    Class { name: "NAdam", order: SHORT, lr: Some(2e-3), decay: None },
    Class { name: "RAdam", order: SHORT, lr: Some(1e-3), decay: None },
    Class { name: "Adamax", order: SHORT, lr: Some(2e-3), decay: None },
    Class { name: "SGD", order: &["params", "lr", "momentum", "dampening", "weight_decay", "nesterov"], lr: Some(1e-3), decay: Some(0.0) },
    Class { name: "RMSprop", order: &["params", "lr", "alpha", "eps", "weight_decay", "momentum"], lr: Some(1e-2), decay: None },
    Class { name: "Adagrad", order: &["params", "lr", "lr_decay", "weight_decay"], lr: Some(1e-2), decay: None },
    Class { name: "AdamW8bit", order: SHORT, lr: None, decay: None },
    Class { name: "PagedAdamW8bit", order: SHORT, lr: None, decay: None },
    Class { name: "PagedAdamW", order: SHORT, lr: None, decay: None },
    Class { name: "Adam8bit", order: SHORT, lr: None, decay: None },
    Class { name: "FusedAdam", order: &["params", "lr"], lr: None, decay: None },
    Class { name: "DeepSpeedCPUAdam", order: &["params", "lr"], lr: None, decay: None },
];

/// PyTorch's optimizers and those with the same arguments.
#[rustfmt::skip]
pub const TABLE: &[Recognised] = &[
    Recognised::new("AdamW", known), Recognised::new("Adam", known), Recognised::new("NAdam", known), Recognised::new("RAdam", known),
    Recognised::new("Adamax", known), Recognised::new("SGD", known), Recognised::new("RMSprop", known), Recognised::new("Adagrad", known),
    Recognised::new("AdamW8bit", known), Recognised::new("PagedAdamW8bit", known), Recognised::new("PagedAdamW", known),
    Recognised::new("Adam8bit", known), Recognised::new("FusedAdam", known), Recognised::new("DeepSpeedCPUAdam", known),
    Recognised::new("Adadelta", other), Recognised::new("LBFGS", other), Recognised::new("Rprop", other), Recognised::new("SparseAdam", other),
    Recognised::new("ASGD", other), Recognised::new("Adafactor", other), Recognised::new("Muon", other), Recognised::new("Lion", other),
    Recognised::new("Lion8bit", other), Recognised::new("Prodigy", other), Recognised::new("LARS", other), Recognised::new("LAMB", other),
    Recognised::new("Lamb", other), Recognised::new("SAM", other), Recognised::new("Shampoo", other), Recognised::new("SOAP", other),
    Recognised::new("AdaBelief", other), Recognised::new("AdamP", other), Recognised::new("Ranger", other), Recognised::new("Lookahead", other),
    Recognised::new("DAdaptAdam", other), Recognised::new("Sophia", other), Recognised::new("SophiaG", other), Recognised::new("AdEMAMix", other),
];

fn known<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let class = CLASSES.iter().find(|class| class.name == call.class());
    let Some(class) = class else { return other(walk, call) };
    let mut optimizer = Optimizer {
        class: call.class().to_owned(),
        lr: None,
        weight_decay: None,
        usual: (class.lr, class.decay),
        rule: Rule::default(),
        is_dead: walk.is_dead,
    };
    if let Some(star) = call.given.iter().find(|passed| passed.stars > 0) {
        let text = format!("{}: {} cannot be read", class.name, clip(&star.source, 40));
        walk.refuse(text);
        optimizer.usual = (None, None);
    }
    if let Some(name) = call.twice() {
        walk.refuse(format!("{}: {} is given twice", class.name, clip(name, 40)));
        return remember(walk, Optimizer { usual: (None, None), ..optimizer });
    }
    let find = |name: &str| {
        let place = class.order.iter().position(|known| *known == name);
        call.named(name).or_else(|| call.placed(place?))
    };
    optimizer.rule = match class.name {
        "AdamW" => Rule::adamw(),
        "SGD" => Rule::sgd(walk, class.name, find("momentum"), find("nesterov")),
        _ => Rule::default(),
    };
    let first = call.placed(0).or_else(|| call.named("params")).map(|passed| &passed.value);
    if has_groups(&first, "lr") {
        walk.refuse(format!("{}: each parameter group has its own rate, and the page has one", class.name));
        optimizer.usual.0 = None;
    } else {
        rate(walk, &mut optimizer, find("lr"));
    }
    if has_groups(&first, "weight_decay") {
        walk.refuse(format!(
            "{}: each parameter group has its own weight_decay, and the page has one",
            class.name
        ));
        optimizer.usual.1 = None;
        rest(walk, call, class);
        return remember(walk, optimizer);
    }
    match (find("weight_decay"), class.decay) {
        (Some(passed), Some(_)) => match &passed.value {
            value @ (Value::Number(_) | Value::Unknown(_)) => optimizer.weight_decay = Some(value.clone()),
            _ => walk.refuse(format!(
                "{}: weight_decay must be a number, got {}",
                class.name,
                clip(&passed.source, 40)
            )),
        },
        (Some(_), None) => {
            let text = format!(
                "{}'s weight_decay: the page takes only those of AdamW and SGD, which work differently",
                class.name
            );
            walk.notes.say(Verdict::LeftOut, text);
        }
        (None, _) => {}
    }
    rest(walk, call, class);
    remember(walk, optimizer)
}

/// Sets the base rate, if the call gives one.
fn rate<'a>(walk: &mut Walk<'a>, optimizer: &mut Optimizer<'a>, said: Option<&Passed<'a>>) {
    match said.map(|passed| (&passed.value, &passed.source)) {
        Some((value @ (Value::Number(_) | Value::Unknown(_)), _)) => optimizer.lr = Some(value.clone()),
        Some((_, source)) => {
            walk.refuse(format!("{}: lr must be a number, got {}", optimizer.class, clip(source, 40)));
            optimizer.usual.0 = None;
        }
        None => {}
    }
}

/// What else is said of an optimizer.
fn rest(walk: &mut Walk<'_>, call: &Call<'_>, class: &Class) {
    let is_here = matches!(class.name, "AdamW" | "SGD");
    if !is_here {
        let text = format!("{} itself: the page has only AdamW and SGD, and keeps its optimiser", class.name);
        walk.notes.say(Verdict::LeftOut, text);
    }
    for name in call.given.iter().filter_map(|passed| passed.name) {
        let is_taken = matches!(name, "params" | "lr" | "weight_decay")
            || (class.name == "SGD" && matches!(name, "momentum" | "nesterov"));
        if !is_taken {
            let text = format!("{}'s {}: the page has no such setting", class.name, clip(name, 40));
            walk.notes.say(Verdict::LeftOut, text);
        }
    }
}

/// Whether parameter groups have values of their own under `name`.
fn has_groups(first: &Option<&Value<'_>>, name: &str) -> bool {
    match first {
        Some(Value::List(groups)) => groups.iter().any(|group| group.entry(name).is_some()),
        _ => false,
    }
}

fn other<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let class = clip(call.class(), 40);
    walk.refuse(format!(
        "{class}: the page has no such optimiser, and a rate of {class} means something else; lr is not taken"
    ));
    unknown(walk, class)
}

/// An optimizer of which nothing is taken.
fn unknown<'a>(walk: &mut Walk<'a>, class: String) -> Value<'a> {
    let is_dead = walk.is_dead;
    let rule = Rule::default();
    remember(walk, Optimizer { class, lr: None, weight_decay: None, usual: (None, None), rule, is_dead })
}

fn remember<'a>(walk: &mut Walk<'a>, optimizer: Optimizer<'a>) -> Value<'a> {
    walk.optimizers.push(optimizer);
    Value::Optimizer(walk.optimizers.len() - 1)
}

impl<'a> Walk<'a> {
    /// A call that looks like that of an optimizer which no table has: a class that gets parameters.
    pub fn perhaps_optimizer(&mut self, full: &str, arguments: Span) -> Option<Value<'a>> {
        let name = full.rsplit('.').next()?;
        let is_class = name.chars().next().is_some_and(char::is_uppercase);
        let tree = self.tree;
        let given = tree.arguments(arguments);
        let has_rate = given.iter().any(|argument| matches!(argument.name, Some("lr" | "learning_rate")));
        if has_rate && name.to_ascii_lowercase().contains("optimi") && !is_class {
            let call = self.call(full.to_owned(), arguments);
            let class = clip(call.class(), 40);
            self.refuse(format!("{class}: the text does not show which optimizer it makes; lr is not taken"));
            return Some(unknown(self, class));
        }
        let first = given.first().and_then(|argument| argument.value)?;
        let source = self.source(first);
        let has_parameters =
            ["parameters()", "params", "param_groups"].iter().any(|word| source.contains(word));
        if !is_class || !has_parameters || !(has_rate || name.contains("Adam") || name.contains("SGD")) {
            return None;
        }
        let call = self.call(full.to_owned(), arguments);
        Some(other(self, &call))
    }
}
