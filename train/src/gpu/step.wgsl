// The whole of a training in a shader: one workgroup trains one replica for a span of steps, then another entry point validates.
//
// A thread owns UNITS hidden units: their columns of the first layer, their rows of the second, and their activations for all 32
// samples of a batch, which never leave registers but once, for the logits. Unit `u` of thread `t` is `t + u * THREADS`, so that
// neighbouring threads read neighbouring words. A vector of four holds the samples 4g to 4g+3.
//
// Before this is compiled, `shader.rs` puts the constants in capitals in front and writes out what is to be repeated: a line that
// holds `$u` UNITS times with 0, 1, … for `$u`, likewise `$g` (GROUPS) and `$c` (classes of one half), and so a block that starts
// with `{ // $g`.

// What one dispatch covers.
struct Span {
    first_replica: u32,
    first_step: u32,
    steps: u32,
    spare: u32,
}

// What one AdamW step is made with, worked out on the host in double precision.
struct Rate {
    decay: f32,        // 1 - lr * weight_decay
    blend: f32,        // 1 - beta1
    step_size: f32,    // lr / (1 - beta1^t)
    correction: f32,   // sqrt(1 - beta2^t)
}

@group(0) @binding(0) var<uniform> span: Span;
// 16 words of pixels, four to a word, and the label.
@group(0) @binding(1) var<storage, read> digits: array<u32>;
// For each stream the training samples in this epoch's order, then the validation samples.
@group(0) @binding(2) var<storage, read> streams: array<u32>;
// Which stream a replica sees.
@group(0) @binding(3) var<storage, read> stream_of: array<u32>;
// STEPS for each replica.
@group(0) @binding(4) var<storage, read> rates: array<Rate>;
// For each replica the parameters, their first moments, their second moments.
@group(0) @binding(5) var<storage, read_write> model: array<f32>;
// For each replica the bits of STEPS losses, bits of the validation loss, samples told right, and the step it broke at or ALIVE.
@group(0) @binding(6) var<storage, read_write> report: array<u32>;

// The pixels of a batch: word [k][g] holds pixel k of samples 4g to 4g+3.
var<workgroup> pixels: array<u32, INPUTS * GROUPS>;
// Activations [unit][g], a turn at a time.
var<workgroup> hidden: array<vec4f, HIDDEN * TURN_GROUPS>;
// Logits [class][g], then their gradients.
var<workgroup> outputs: array<vec4f, CLASSES * GROUPS>;
var<workgroup> labels: array<vec4u, GROUPS>;
var<workgroup> losses: array<vec4f, GROUPS>;
var<workgroup> correct: array<vec4u, GROUPS>;
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

// Four pixels as numbers from 0 to 16, by way of 2^23 + pixel, which is exact and needs no conversion.
fn unpack(word: u32) -> vec4f {
    let bytes = (vec4u(word) >> vec4u(0u, 8u, 16u, 24u)) & vec4u(0xffu);
    return bitcast<vec4f>(bytes | vec4u(0x4b000000u)) - vec4f(8388608.0);
}

// Exponent bits alone, EXPONENT where `x` is infinite or NaN: comparisons with NaN may be optimised away, bits may not.
fn exponent_of(x: f32) -> u32 {
    return bitcast<u32>(x) & EXPONENT;
}

// Reads the 32 samples listed from `at` on, never beyond `last`, into `pixels` and `labels`.
fn read_batch(t: u32, at: u32, last: u32) {
    for (var item = t; item < WORDS * GROUPS; item += THREADS) {
        let g = item % GROUPS;
        let word = item / GROUPS;
        let row = at + 4u * g;
        let a = digits[streams[min(row, last)] * SAMPLE_WORDS + word];
        let b = digits[streams[min(row + 1u, last)] * SAMPLE_WORDS + word];
        let c = digits[streams[min(row + 2u, last)] * SAMPLE_WORDS + word];
        let e = digits[streams[min(row + 3u, last)] * SAMPLE_WORDS + word];
        // A 4 × 4 transpose of bytes.
        let ab = vec2u((a & 0x00ff00ffu) | ((b & 0x00ff00ffu) << 8u), ((a >> 8u) & 0x00ff00ffu) | (b & 0xff00ff00u));
        let ce = vec2u((c & 0x00ff00ffu) | ((e & 0x00ff00ffu) << 8u), ((c >> 8u) & 0x00ff00ffu) | (e & 0xff00ff00u));
        let to = 4u * word * GROUPS + g;
        pixels[to] = (ab.x & 0xffffu) | (ce.x << 16u);
        pixels[to + GROUPS] = (ab.y & 0xffffu) | (ce.y << 16u);
        pixels[to + 2u * GROUPS] = (ab.x >> 16u) | (ce.x & 0xffff0000u);
        pixels[to + 3u * GROUPS] = (ab.y >> 16u) | (ce.y & 0xffff0000u);
    }
    for (var g = t; g < GROUPS; g += THREADS) {
        let row = at + 4u * g;
        labels[g] = vec4u(
            digits[streams[min(row, last)] * SAMPLE_WORDS + WORDS],
            digits[streams[min(row + 1u, last)] * SAMPLE_WORDS + WORDS],
            digits[streams[min(row + 2u, last)] * SAMPLE_WORDS + WORDS],
            digits[streams[min(row + 3u, last)] * SAMPLE_WORDS + WORDS],
        );
    }
}

// Activations of this thread's units for the whole batch.
fn hidden_layer(t: u32, base: u32) {
    let bias$u = vec4f(model[base + B1 + $uu * THREADS + t]);
    { // $g
        h[$uu * GROUPS + $gu] = bias$u;
    }
    for (var k = 0u; k < INPUTS; k++) {
        let column = base + k * HIDDEN + t;
        let row = k * GROUPS;
        // Pixels are sixteenths: a power of two, so that scaling the weight instead is exact.
        let w$u = model[column + $uu * THREADS] * 0.0625;
        { // $g
            let x = unpack(pixels[row + $gu]);
            h[$uu * GROUPS + $gu] += w$u * x;
        }
    }
    // Not max(h, 0), which may turn NaN into 0.
    { // $g
        h[$uu * GROUPS + $gu] = select(h[$uu * GROUPS + $gu], vec4f(0.0), h[$uu * GROUPS + $gu] < vec4f(0.0));
    }
}

// Shows the activations that turn `turn` is about.
fn share_hidden(t: u32, turn: u32) {
    let to = t * TURN_GROUPS;
    { // $g
        if ($gu / TURN_GROUPS == turn) {
            hidden[to + $uu * THREADS * TURN_GROUPS + $gu % TURN_GROUPS] = h[$uu * GROUPS + $gu];
        }
    }
}

// Logits of the samples that turn `turn` is about; a thread does five classes of four samples at a time.
fn output_layer(t: u32, base: u32, turn: u32) {
    for (var item = t; item < 2u * TURN_GROUPS; item += THREADS) {
        let g = item % TURN_GROUPS;
        let class0 = (item / TURN_GROUPS) * HALF;
        let weights = base + W2 + class0 * HIDDEN;
        var z$c = vec4f(model[base + B2 + class0 + $cu]);
        for (var j = 0u; j < HIDDEN; j++) {
            let shown = hidden[j * TURN_GROUPS + g];
            z$c += model[weights + $cu * HIDDEN + j] * shown;
        }
        let to = class0 * GROUPS + turn * TURN_GROUPS + g;
        outputs[to + $cu * GROUPS] = z$c;
    }
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

// 1 where the greatest logit of group `g`, the first of equals, is the label's.
fn told_right(g: u32) -> vec4u {
    var top = outputs[g];
    var told = vec4u(0u);
    for (var c = 1u; c < CLASSES; c++) {
        let z = outputs[c * GROUPS + g];
        let better = z > top;
        top = select(top, z, better);
        told = select(told, vec4u(c), better);
    }
    return select(vec4u(0u), vec4u(1u), told == labels[g]);
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

// Gradients and updates of everything that this thread owns.
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
        adamw(column + $uu * THREADS, rate, sum4(sum$u));
    }
    var bias$u = vec4f(0.0);
    { // $g
        d[$uu * GROUPS + $gu] = select(d[$uu * GROUPS + $gu], vec4f(0.0), h[$uu * GROUPS + $gu] == vec4f(0.0));
        bias$u += d[$uu * GROUPS + $gu];
    }
    adamw(base + B1 + $uu * THREADS + t, rate, sum4(bias$u));
    for (var k = 0u; k < INPUTS; k++) {
        let column = base + k * HIDDEN + t;
        let row = k * GROUPS;
        var sum$u = vec4f(0.0);
        { // $g
            let x = unpack(pixels[row + $gu]);
            sum$u += d[$uu * GROUPS + $gu] * x;
        }
        adamw(column + $uu * THREADS, rate, sum4(sum$u) * 0.0625);
    }
    for (var c = t; c < CLASSES; c += THREADS) {
        var sum = vec4f(0.0);
        sum += outputs[c * GROUPS + $gu];
        adamw(base + B2 + c, rate, sum4(sum));
    }
    if (exponent == EXPONENT) {
        atomicStore(&broken, 1u);
    }
}

// Sum over the whole batch, always in the same order.
fn sum_losses() -> f32 {
    var sum = vec4f(0.0);
    sum += losses[$g];
    return sum4(sum);
}

@compute @workgroup_size(THREADS)
fn train(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) t: u32) {
    let replica = span.first_replica + group.x;
    let base = replica * 3u * PARAMETERS;
    let stream = stream_of[replica] * STREAM;
    let own_report = replica * REPORT;
    if (t == 0u && report[own_report + REPORT_BROKEN] != ALIVE) {
        atomicStore(&broken, 1u);
    }
    workgroupBarrier();
    for (var i = 0u; i < span.steps; i++) {
        let step = span.first_step + i;
        let live = atomicLoad(&broken) == 0u;
        if (live) {
            read_batch(t, stream + step * BATCH, stream + TRAIN - 1u);
        }
        workgroupBarrier();
        if (live) {
            hidden_layer(t, base);
        }
        for (var turn = 0u; turn < TURNS; turn++) {
            if (live) {
                share_hidden(t, turn);
            }
            workgroupBarrier();
            if (live) {
                output_layer(t, base, turn);
            }
            workgroupBarrier();
        }
        if (live) {
            for (var g = t; g < GROUPS; g += THREADS) {
                losses[g] = cross_entropy(g);
            }
        }
        workgroupBarrier();
        if (live) {
            update(t, base, rates[replica * STEPS + step]);
            if (t == 0u) {
                let loss = sum_losses() / f32(BATCH);
                report[own_report + step] = bitcast<u32>(loss);
                if (exponent_of(loss) == EXPONENT) {
                    atomicStore(&broken, 1u);
                }
            }
        }
        // The second layer is read by everybody and written by its owners.
        storageBarrier();
        workgroupBarrier();
        if (t == 0u && live && atomicLoad(&broken) != 0u) {
            report[own_report + REPORT_BROKEN] = step;
        }
    }
}

@compute @workgroup_size(THREADS)
fn validate(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) t: u32) {
    let replica = span.first_replica + group.x;
    let base = replica * 3u * PARAMETERS;
    let first = stream_of[replica] * STREAM + TRAIN;
    let own_report = replica * REPORT;
    let live = report[own_report + REPORT_BROKEN] == ALIVE;
    for (var at = 0u; at < VALIDATION; at += BATCH) {
        if (live) {
            read_batch(t, first + at, first + VALIDATION - 1u);
        }
        workgroupBarrier();
        if (live) {
            hidden_layer(t, base);
        }
        for (var turn = 0u; turn < TURNS; turn++) {
            if (live) {
                share_hidden(t, turn);
            }
            workgroupBarrier();
            if (live) {
                output_layer(t, base, turn);
            }
            workgroupBarrier();
        }
        if (live) {
            for (var g = t; g < GROUPS; g += THREADS) {
                let row = vec4u(at + 4u * g) + vec4u(0u, 1u, 2u, 3u);
                let counts = row < vec4u(VALIDATION);
                let right = told_right(g);
                losses[g] += select(vec4f(0.0), cross_entropy(g), counts);
                correct[g] += select(vec4u(0u), right, counts);
            }
        }
        workgroupBarrier();
    }
    if (live && t == 0u) {
        var right = vec4u(0u);
        right += correct[$g];
        report[own_report + REPORT_LOSS] = bitcast<u32>(sum_losses() / f32(VALIDATION));
        report[own_report + REPORT_CORRECT] = right.x + right.y + right.z + right.w;
    }
}
