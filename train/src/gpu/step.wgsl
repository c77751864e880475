// A whole training in a shader: one workgroup trains one replica for a span of steps, then validates it if the host wants that.
//
// A thread owns UNITS hidden units: their columns of the first layer, their rows of the second, and their activations for all 32
// samples of a batch. The activations leave the registers once, for the logits. Unit `u` of thread `t` is `t + u * THREADS`, so that
// neighbouring threads read neighbouring words. A vector of four holds the samples 4g to 4g+3.
//
// Before this is compiled, `shader.rs` writes the constants in capitals in front of it and unrolls loops. A line that holds `$u` is
// written UNITS times with 0, 1, … for `$u`. The same holds for `$g` (GROUPS) and `$c` (the classes of one part), and for a block
// that starts with `{ // $g`.

// What one dispatch covers.
struct Span {
    first_replica: u32,
    first_step: u32,
    steps: u32,
    // Batches of validation samples after the steps: CHECKS or none.
    checks: u32,
}

// What one step of AdamW or SGD is made with, computed on the host in double precision.
struct Rate {
    decay: f32,        // AdamW: 1 - lr * weight_decay; SGD: weight_decay
    blend: f32,        // AdamW: 1 - beta1
    step_size: f32,    // AdamW: lr / (1 - beta1^t); SGD: lr
    correction: f32,   // AdamW: sqrt(1 - beta2^t)
    momentum: f32,     // SGD's
    fresh: f32,        // SGD: the part of the gradient in the direction of the step
    along: f32,        // SGD: the part of the momentum buffer in it
    sgd: u32,          // 1 for SGD, 0 for AdamW
}

@group(0) @binding(0) var<uniform> span: Span;
// For each sample WORDS words of inputs, four to a word.
@group(0) @binding(1) var<storage, read> samples: array<u32>;
// For each stream the training samples of this round in their order, then the validation samples: the index of the sample in the lower
// half of a word, its label in the upper half.
@group(0) @binding(2) var<storage, read> streams: array<u32>;
// Which stream a replica sees.
@group(0) @binding(3) var<storage, read> stream_of: array<u32>;
// STEPS for each replica.
@group(0) @binding(4) var<storage, read> rates: array<Rate>;
// For each replica the parameters, their first moments, their second moments.
@group(0) @binding(5) var<storage, read_write> model: array<f32>;
// For each replica the bits of STEPS losses, bits of the validation loss, samples classified correctly, and the step it broke at or
// ALIVE.
@group(0) @binding(6) var<storage, read_write> report: array<u32>;

// The inputs of a batch: word g of the eight at [k] holds input k of the samples 4g to 4g+3. The last word of a sample may hold
// fewer than four inputs; the rest is 0.
var<workgroup> inputs: array<vec4u, WORDS * 8>;
// Activations [unit][g], a turn at a time.
var<workgroup> hidden: array<vec4f, HIDDEN * TURN_GROUPS>;
// Logits [class][g], then their gradients.
var<workgroup> outputs: array<vec4f, CLASSES * GROUPS>;
var<workgroup> labels: array<vec4u, GROUPS>;
var<workgroup> losses: array<vec4f, GROUPS>;
var<workgroup> right: array<vec4u, GROUPS>;
// Not zero from the moment something is not finite.
var<workgroup> broken: atomic<u32>;

// Activations of this thread's units [u][g], and the gradients with regard to them.
var<private> h: array<vec4f, UNITS * GROUPS>;
var<private> d: array<vec4f, UNITS * GROUPS>;
// The greatest exponent seen among the weights this thread has updated.
var<private> exponent: u32;

fn sum4(v: vec4f) -> f32 {
    return (v.x + v.y) + (v.z + v.w);
}

// Four inputs times SCALE. They are computed as 2^23 plus that, which is exact and needs neither shift nor conversion. Sums of
// products of these are divided by SCALE in the end. SCALE holds powers of two, so nothing is lost.
fn unpack(word: u32) -> vec4f {
    let fields = vec4u(word) & vec4u(0x1fu, 0x3e0u, 0x7c00u, 0xf8000u);
    return bitcast<vec4f>(fields | vec4u(0x4b000000u)) - vec4f(8388608.0);
}

// The place of a sample in a word of `inputs`, times the 16 that stand for an input of 1.
const SCALE = vec4f(16.0, 512.0, 16384.0, 524288.0);
const DESCALE = vec4f(1.0) / SCALE;

// Exponent bits alone, EXPONENT where `x` is infinite or NaN: comparisons with NaN may be optimised away, bits may not.
fn exponent_of(x: f32) -> u32 {
    return bitcast<u32>(x) & EXPONENT;
}

// Input `i` of the four in each of four words of `samples`, in the form that `unpack` reads.
fn field(words: vec4u, i: u32) -> u32 {
    let bytes = (words >> vec4u(8u * i)) & vec4u(0x1fu);
    return bytes.x | (bytes.y << 5u) | (bytes.z << 10u) | (bytes.w << 15u);
}

// The samples 4g to 4g+3 listed from `row` on, never beyond `last`, each with its label.
fn four_listed(row: u32, last: u32) -> vec4u {
    return vec4u(
        streams[min(row, last)],
        streams[min(row + 1u, last)],
        streams[min(row + 2u, last)],
        streams[min(row + 3u, last)],
    );
}

// One word of each of them.
fn four_samples(row: u32, last: u32, word: u32) -> vec4u {
    let at = (four_listed(row, last) & vec4u(0xffffu)) * WORDS + word;
    return vec4u(samples[at.x], samples[at.y], samples[at.z], samples[at.w]);
}

// Reads the 32 samples listed from `at` on, never beyond `last`, into `inputs` and `labels`.
fn read_batch(t: u32, at: u32, last: u32) {
    for (var item = t; item < 2u * WORDS; item += THREADS) {
        let half = item % 2u;
        let word = item / 2u;
        let row = at + 16u * half;
        let four$q = four_samples(row + 4u * $qu, last, word);
        let to = 8u * word + half;
        // Transposed: from four inputs of a sample to four samples of an input.
        inputs[to + 2u * $iu] = vec4u(field(four0, $iu), field(four1, $iu), field(four2, $iu), field(four3, $iu));
    }
    if (t < GROUPS) {
        labels[t] = four_listed(at + 4u * t, last) >> vec4u(16u);
    }
}

// Activations of this thread's units for the whole batch.
fn hidden_layer(t: u32, base: u32) {
    let bias$u = vec4f(model[base + B1 + $uu * THREADS + t]);
    { // $g
        h[$uu * GROUPS + $gu] = bias$u * SCALE;
    }
    for (var k = 0u; k < INPUTS; k++) {
        let column = base + k * HIDDEN + t;
        let words = array(inputs[2u * k], inputs[2u * k + 1u]);
        let w$u = model[column + $uu * THREADS];
        { // $g
            let x = unpack(words[$gu / 4u][$gu % 4u]);
            h[$uu * GROUPS + $gu] += w$u * x;
        }
    }
    // Not max(h, 0), which may turn NaN into 0.
    { // $g
        h[$uu * GROUPS + $gu] = select(h[$uu * GROUPS + $gu] * DESCALE, vec4f(0.0), h[$uu * GROUPS + $gu] < vec4f(0.0));
    }
}

// Shares the activations of turn `turn`.
fn share_hidden(t: u32, turn: u32) {
    let to = t * TURN_GROUPS;
    { // $g
        if ($gu / TURN_GROUPS == turn) {
            hidden[to + $uu * THREADS * TURN_GROUPS + $gu % TURN_GROUPS] = h[$uu * GROUPS + $gu];
        }
    }
}

// Logits of the samples of turn `turn`. A thread does one part of the classes for four samples. The last part may have fewer classes
// than PART; in place of the missing ones it computes the last class again, and does not write it.
fn output_layer(t: u32, base: u32, turn: u32) {
    if (t >= PARTS * TURN_GROUPS) {
        return;
    }
    let g = t % TURN_GROUPS;
    let class0 = (t / TURN_GROUPS) * PART;
    let own$c = min(class0 + $cu, CLASSES - 1u);
    let row$c = base + W2 + own$c * HIDDEN;
    var z$c = vec4f(model[base + B2 + own$c]);
    for (var j = 0u; j < HIDDEN; j++) {
        let shown = hidden[j * TURN_GROUPS + g];
        z$c += model[row$c + j] * shown;
    }
    let to = class0 * GROUPS + turn * TURN_GROUPS + g;
    if (class0 + $cu < CLASSES) { outputs[to + $cu * GROUPS] = z$c; }
}

// Turns the logits of group `g` into cross entropies.
fn cross_entropy(g: u32) -> vec4f {
    var top = outputs[g];
    for (var c = 1u; c < CLASSES; c++) {
        top = max(top, outputs[c * GROUPS + g]);
    }
    let label = labels[g];
    var own = vec4f(0.0);
    var sum = vec4f(0.0);
    for (var c = 0u; c < CLASSES; c++) {
        let z = outputs[c * GROUPS + g] - top;
        own = select(own, z, label == vec4u(c));
        let e = exp(z);
        sum += e;
        outputs[c * GROUPS + g] = e;
    }
    let scale = vec4f(1.0 / f32(BATCH)) / sum;
    for (var c = 0u; c < CLASSES; c++) {
        let hit = select(vec4f(0.0), vec4f(1.0 / f32(BATCH)), label == vec4u(c));
        outputs[c * GROUPS + g] = outputs[c * GROUPS + g] * scale - hit;
    }
    return log(sum) - own;
}

// 1 where the greatest logit of group `g`, the first of equals, is that of the label.
fn classified(g: u32) -> vec4u {
    var top = outputs[g];
    var predicted = vec4u(0u);
    for (var c = 1u; c < CLASSES; c++) {
        let z = outputs[c * GROUPS + g];
        let better = z > top;
        top = select(top, z, better);
        predicted = select(predicted, vec4u(c), better);
    }
    return select(vec4u(0u), vec4u(1u), predicted == labels[g]);
}

// Moves parameter `at` against its gradient `g`. All threads of a workgroup take the same branch.
fn move_parameter(at: u32, rate: Rate, g: f32) {
    if (rate.sgd == 1u) {
        sgd(at, rate, g);
    } else {
        adamw(at, rate, g);
    }
}

// One SGD update of parameter `at` with gradient `g`, as torch does it for one tensor.
fn sgd(at: u32, rate: Rate, g: f32) {
    let old = model[at];
    let pulled = g + rate.decay * old;
    let buffer = rate.momentum * model[at + PARAMETERS] + pulled;
    let w = old - rate.step_size * (rate.fresh * pulled + rate.along * buffer);
    model[at] = w;
    model[at + PARAMETERS] = buffer;
    exponent = max(exponent, exponent_of(w));
}

// One AdamW update of parameter `at` with gradient `g`, as torch does it for one tensor.
fn adamw(at: u32, rate: Rate, g: f32) {
    var m = model[at + PARAMETERS];
    var v = model[at + 2u * PARAMETERS];
    m += rate.blend * (g - m);
    v = v * BETA2 + REST2 * g * g;
    let w = model[at] * rate.decay - rate.step_size * m / (sqrt(v) / rate.correction + EPS);
    model[at] = w;
    model[at + PARAMETERS] = m;
    model[at + 2u * PARAMETERS] = v;
    exponent = max(exponent, exponent_of(w));
}

// Gradients and updates of all parameters that this thread owns.
fn update(t: u32, base: u32, rate: Rate) {
    exponent = 0u;
    { // $g
        d[$uu * GROUPS + $gu] = vec4f(0.0);
    }
    for (var c = 0u; c < CLASSES; c++) {
        let column = base + W2 + c * HIDDEN + t;
        let row = c * GROUPS;
        let w$u = model[column + $uu * THREADS];
        var sum$u = vec4f(0.0);
        { // $g
            let e = outputs[row + $gu];
            d[$uu * GROUPS + $gu] += w$u * e;
            sum$u += h[$uu * GROUPS + $gu] * e;
        }
        move_parameter(column + $uu * THREADS, rate, sum4(sum$u));
    }
    var bias$u = vec4f(0.0);
    { // $g
        d[$uu * GROUPS + $gu] = select(d[$uu * GROUPS + $gu], vec4f(0.0), h[$uu * GROUPS + $gu] == vec4f(0.0));
        bias$u += d[$uu * GROUPS + $gu];
        d[$uu * GROUPS + $gu] *= DESCALE;
    }
    move_parameter(base + B1 + $uu * THREADS + t, rate, sum4(bias$u));
    for (var k = 0u; k < INPUTS; k++) {
        let column = base + k * HIDDEN + t;
        let words = array(inputs[2u * k], inputs[2u * k + 1u]);
        var sum$u = vec4f(0.0);
        { // $g
            let x = unpack(words[$gu / 4u][$gu % 4u]);
            sum$u += d[$uu * GROUPS + $gu] * x;
        }
        move_parameter(column + $uu * THREADS, rate, sum4(sum$u));
    }
    for (var c = t; c < CLASSES; c += THREADS) {
        var sum = vec4f(0.0);
        sum += outputs[c * GROUPS + $gu];
        move_parameter(base + B2 + c, rate, sum4(sum));
    }
    if (exponent == EXPONENT) {
        atomicStore(&broken, 1u);
    }
}

// Sum over all samples, always in the same order.
fn sum_losses() -> f32 {
    var sum = vec4f(0.0);
    sum += losses[$g];
    return sum4(sum);
}

@compute @workgroup_size(THREADS)
fn run(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) t: u32) {
    let replica = span.first_replica + group.x;
    let base = replica * 3u * PARAMETERS;
    let stream = stream_of[replica] * STREAM;
    let own_report = replica * REPORT;
    if (t == 0u) {
        atomicStore(&broken, select(0u, 1u, report[own_report + REPORT_BROKEN] != ALIVE));
    }
    if (t < GROUPS) {
        right[t] = vec4u(0u);
    }
    workgroupBarrier();
    for (var i = 0u; i < span.steps + span.checks; i++) {
        let trains = i < span.steps;
        let step = span.first_step + i;
        let row = (i - span.steps) * BATCH;
        let live = atomicLoad(&broken) == 0u;
        if (live) {
            let at = select(stream + TRAIN + row, stream + step * BATCH, trains);
            read_batch(t, at, stream + select(STREAM, TRAIN, trains) - 1u);
        }
        workgroupBarrier();
        if (live) {
            hidden_layer(t, base);
        }
        { // $n
            if (live) {
                share_hidden(t, $nu);
            }
            workgroupBarrier();
            if (live) {
                output_layer(t, base, $nu);
            }
            workgroupBarrier();
        }
        if (live && t < GROUPS) {
            // The last batch of a validation is filled up with samples that do not count.
            let rows = vec4u(row + 4u * t) + vec4u(0u, 1u, 2u, 3u);
            let counts = vec4<bool>(trains) | (rows < vec4u(VALIDATION));
            if (!trains) {
                right[t] += select(vec4u(0u), classified(t), counts);
            }
            let loss = select(vec4f(0.0), cross_entropy(t), counts);
            // The losses of a step stand alone; those of all checks are added up.
            losses[t] = select(losses[t], vec4f(0.0), trains || row == 0u) + loss;
        }
        workgroupBarrier();
        if (live && trains) {
            update(t, base, rates[replica * STEPS + step]);
            if (t == 0u) {
                let loss = sum_losses() / f32(BATCH);
                report[own_report + step] = bitcast<u32>(loss);
                if (exponent_of(loss) == EXPONENT) {
                    atomicStore(&broken, 1u);
                }
            }
        }
        // Every thread reads the second layer, and its owners write it.
        storageBarrier();
        workgroupBarrier();
        if (t == 0u && live && atomicLoad(&broken) != 0u) {
            report[own_report + REPORT_BROKEN] = step;
        }
    }
    if (t == 0u && span.checks > 0u && atomicLoad(&broken) == 0u) {
        report[own_report + REPORT_LOSS] = bitcast<u32>(sum_losses() / f32(VALIDATION));
        var sum = vec4u(0u);
        sum += right[$gu];
        report[own_report + REPORT_CORRECT] = sum.x + sum.y + sum.z + sum.w;
    }
}
