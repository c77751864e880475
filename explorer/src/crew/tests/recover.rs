//! Losses: what is done again, what is moved to the CPU, and what is given up.

use super::*;

fn failed(why: &str) -> RaceEvent {
    RaceEvent::Failed(why.to_owned())
}

#[test]
fn a_lost_worker_is_replaced_and_its_orders_are_done_again() {
    let mut scene = Scene::new(1);
    scene.train(0, 'a', false);
    let question = scene.ask(Ask::Outcomes("xyz".chars().collect()), Device::Cpu);
    let lost = scene.start()[0];
    let orders = scene.orders();
    let ticket = orders[1].1.ticket;
    scene.say(lost, ToPage::Answer(orders[0].1.ticket, Answer::Runs(vec![(0, report(false))])));
    scene.race();
    scene.lose(lost);
    assert_eq!(scene.race(), [RaceEvent::Replaced(Device::Cpu)]);
    assert_eq!(scene.take(|effect| matches!(effect, Effect::End(_)).then_some(())).len(), 1);
    let second = scene.start()[0];
    let again = scene.orders();
    assert_eq!(again.iter().map(|(_, order)| jobs(order)).collect::<Vec<_>>(), [vec!['a'], vec!['x']]);
    assert!(again.iter().all(|(worker, order)| *worker == second && order.ticket > ticket));
    scene.finish(second, &again[0].1);
    assert!(
        matches!(&scene.race()[..], [RaceEvent::Run { report, .. }] if report.metrics.train_loss.len() == 1)
    );
    scene.lose(lost);
    assert_eq!(scene.effects, [], "a worker is lost once");
    assert_eq!(scene.replies(question), []);
}

#[test]
fn what_was_answered_before_a_loss_is_not_asked_again() {
    let mut scene = Scene::new(1);
    let question = scene.ask(Ask::Outcomes(vec!['q'; 20]), Device::Cpu);
    let lost = scene.start()[0];
    let (_, order) = scene.orders().remove(0);
    let size = jobs(&order).len();
    scene.say(lost, ToPage::Answer(order.ticket, Answer::Outcomes(vec![(1, outcome(0.5))])));
    scene.lose(lost);
    let worker = scene.start()[0];
    let (_, again) = scene.orders().remove(0);
    assert_eq!(jobs(&again).len(), size - 1);
    scene.outcomes(worker, &again, |_| 0.5);
    let places: Vec<usize> = scene
        .replies(question)
        .into_iter()
        .filter_map(|reply| match reply {
            Reply::Part(Answer::Outcomes(some)) => {
                Some(some.into_iter().map(|(at, _)| at).collect::<Vec<_>>())
            }
            _ => None,
        })
        .flatten()
        .collect();
    assert_eq!(places.len(), size);
    assert!((0..size).all(|at| places.contains(&at)), "{places:?}");
}

#[test]
fn a_lost_training_yields_to_a_newer_one() {
    let mut scene = Scene::new(1);
    scene.train(0, 'a', false);
    let lost = scene.start()[0];
    scene.train(0, 'b', false);
    scene.lose(lost);
    scene.orders();
    scene.start();
    assert_eq!(jobs(&scene.orders()[0].1), ['b']);
}

#[test]
fn workers_that_are_only_lost_are_given_up() {
    let mut scene = Scene::new(1);
    scene.train(0, 'a', false);
    let question = scene.ask(Ask::Outcomes(vec!['q']), Device::Cpu);
    let mut lost = 0;
    loop {
        let spawned = scene.take(|effect| match effect {
            Effect::Spawn(id, _) => Some(*id),
            _ => None,
        });
        let Some(id) = spawned.first() else { break };
        scene.lose(*id);
        lost += 1;
    }
    assert_eq!(lost, 7);
    assert_eq!(scene.race().last(), Some(&failed("workers cannot be started here")));
    assert_eq!(scene.replies(question), [Reply::Failed("workers cannot be started here".to_owned())]);
    assert!(scene.crew.is_at_rest());
    scene.train(0, 'b', false);
    assert_eq!(scene.start().len(), 1, "another attempt when something is asked for");
}

#[test]
fn what_the_gpu_cannot_do_the_cpu_does() {
    let mut scene = Scene::new(2);
    scene.train_on(Device::Gpu, 0, 'a', false);
    scene.train_on(Device::Gpu, 1, 'b', false);
    let question = scene.ask(Ask::Outcomes(vec!['q'; 10]), Device::Gpu);
    let measure = scene.ask(Ask::Compare, Device::Gpu);
    let gpu = scene.start()[0];
    scene.orders();
    scene.train_on(Device::Gpu, 1, 'c', false);
    scene.say(gpu, ToPage::Broken("lost".to_owned()));
    assert_eq!(scene.race(), [RaceEvent::FellBack("lost".to_owned())]);
    assert_eq!(scene.replies(measure), [Reply::Failed("lost".to_owned())]);
    assert_eq!(scene.start().len(), 2);
    let orders = scene.orders();
    let race: Vec<Vec<char>> =
        orders.iter().filter(|(_, o)| o.purpose == Purpose::Race).map(|(_, o)| jobs(o)).collect();
    assert_eq!(race, [['a'], ['c']]);
    assert_eq!(orders.len(), 4, "two lines and two parcels");
    assert_eq!(scene.replies(question), []);
}

#[test]
fn a_gpu_that_is_only_measured_leaves_the_race_alone() {
    let mut scene = Scene::new(1);
    let measure = scene.ask(Ask::Measure(vec![vec!['m']]), Device::Gpu);
    let gpu = scene.start()[0];
    scene.say(gpu, ToPage::Broken("no adapter".to_owned()));
    assert_eq!(
        (scene.race(), scene.replies(measure)),
        (vec![], vec![Reply::Failed("no adapter".to_owned())])
    );
}

#[test]
fn an_order_that_cannot_be_done_fails_alone() {
    let mut scene = Scene::new(1);
    scene.train(0, 'a', false);
    let question = scene.ask(Ask::Inspect('i'), Device::Cpu);
    let worker = scene.start()[0];
    let orders = scene.orders();
    scene.say(worker, ToPage::Failed(orders[1].1.ticket, "why".to_owned()));
    assert_eq!(scene.replies(question), [Reply::Failed("why".to_owned())]);
    assert_eq!(scene.race(), []);
    scene.say(worker, ToPage::Failed(orders[0].1.ticket, "why".to_owned()));
    assert_eq!(scene.race(), [failed("why")]);
    assert!(scene.crew.is_at_rest());
}

#[test]
fn answers_that_fit_no_order_are_said() {
    let answers = [
        Answer::Runs(vec![(0, report(true))]),
        Answer::Outcomes(vec![(99, outcome(1.0))]),
        Answer::Compared(String::new()),
    ];
    for answer in answers {
        let mut scene = Scene::new(1);
        let question = scene.ask(Ask::Outcomes(vec!['q']), Device::Cpu);
        let worker = scene.start()[0];
        let (_, order) = scene.orders().remove(0);
        scene.say(worker, ToPage::Answer(order.ticket, answer));
        let why = "a worker answered what it was not asked".to_owned();
        assert_eq!(scene.replies(question), [Reply::Failed(why)]);
        assert_eq!(scene.crew.workers(), 0);
    }
    let mut idle = Scene::new(1);
    idle.train(0, 'a', false);
    let worker = idle.start()[0];
    let (_, order) = idle.orders().remove(0);
    idle.finish(worker, &order);
    idle.race();
    idle.effects.extend(idle.crew.broken(worker, "a message cannot be read"));
    assert_eq!(idle.race(), [failed("a message cannot be read")]);
}

#[test]
fn an_order_that_ends_early_is_said() {
    let mut scene = Scene::new(1);
    scene.train(0, 'a', false);
    let question = scene.ask(Ask::Outcomes(vec!['q']), Device::Cpu);
    let worker = scene.start()[0];
    for (_, order) in scene.orders() {
        scene.say(worker, ToPage::Ended(order.ticket));
    }
    assert_eq!(scene.race(), [failed("a worker ended early")]);
    assert_eq!(scene.replies(question), [Reply::Failed("a worker ended early".to_owned())]);
}

#[test]
fn silent_workers_are_replaced_and_resting_ones_are_not() {
    let mut scene = Scene::new(1);
    let at = |scene: &mut Scene, now: f64| {
        scene.crew.set_clock(now);
        scene.effects.extend(scene.crew.replace_silent());
        scene.race().len()
    };
    scene.train(0, 'a', false);
    assert_eq!((at(&mut scene, 4_999.0), at(&mut scene, 5_001.0)), (0, 1), "it never came up");
    let first = scene.take(|effect| match effect {
        Effect::Spawn(id, _) => Some(*id),
        _ => None,
    });
    assert_eq!(first.len(), 2);
    let worker = first[1];
    scene.say(worker, ToPage::Ready(info()));
    scene.race();
    let (_, order) = scene.orders().remove(0);
    assert_eq!(at(&mut scene, 9_000.0), 0);
    scene.say(worker, ToPage::Busy);
    assert_eq!(at(&mut scene, 13_000.0), 0);
    scene.finish(worker, &order);
    scene.race();
    assert_eq!(at(&mut scene, 1e9), 0, "it has nothing to do");
    scene.train_on(Device::Gpu, 0, 'a', false);
    assert_eq!((at(&mut scene, 1e9 + 29_000.0), at(&mut scene, 1e9 + 31_000.0)), (0, 1));
}
