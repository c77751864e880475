// Times the CPU engine as WebAssembly: node wasm.mjs OURS.wasm [RIVAL.wasm] [REPETITIONS]
//
// OURS is the example wasm_steps, built for wasm32-unknown-unknown with -C target-feature=+simd128. A rival is a module with the
// functions x, y, w and step of a naive sketch. Each repetition is a fresh process, theirs and ours in turn: 90 steps to begin
// with, then 900 timed ("first", what a visitor waits for), then 30 runs of 900, of which the median of the second half
// ("steady"). By CPU time, that of the compiler's threads included, a busy machine can be distinguished from a slow module. Ours includes
// batch order and validation. Fails where our bits are not those of tests/data/digest.txt.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const median = values => values.toSorted((a, b) => a - b)[values.length >> 1];

/** The module's functions. What it would import for a GPU is never called here. */
async function load(file) {
  const module = await WebAssembly.compile(readFileSync(file));
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[name] = () => {
      throw new Error(`${name} is not here`);
    };
  }
  return (await WebAssembly.instantiate(module, imports)).exports;
}

/** Steps per second of `run`, which makes as many steps as its argument says: by the clock, and by all of the process's CPU time. */
function time(run) {
  const rates = () => {
    const [start, used] = [performance.now(), process.cpuUsage()];
    run(900);
    const { user, system } = process.cpuUsage(used);
    return [900_000 / (performance.now() - start), 900_000_000 / (user + system)];
  };
  run(90);
  const first = rates();
  const later = Array.from({ length: 30 }, rates).slice(15);
  const steady = [0, 1].map(which => median(later.map(rates => rates[which])));
  return { 'first, clock': first[0], 'first, CPU': first[1], 'steady, clock': steady[0], 'steady, CPU': steady[1] };
}

async function ours(file) {
  const exports = await load(file);
  if (!exports.begin(32, 1)) throw new Error('no model of width 32');
  return time(steps => exports.epochs(steps / 45));
}

async function rival(file) {
  const { memory, x, y, w, step } = await load(file);
  const images = new Float32Array(memory.buffer, x(), 45 * 32 * 64);
  const labels = new Int32Array(memory.buffer, y(), 45 * 32);
  const weights = new Float32Array(memory.buffer, w(), 64 * 32 + 32 + 32 * 10 + 10);
  let state = 1;
  const random = () => (state = (state * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
  const classes = Array.from({ length: 640 }, () => (random() < 0.5 ? 0 : random()));
  labels.forEach((_, n) => (labels[n] = n % 10));
  images.forEach((_, at) => {
    const ink = classes[labels[at >> 6] * 64 + (at & 63)];
    images[at] = ink && Math.min(1, Math.max(0, ink + (random() - 0.5) * 0.3));
  });
  weights.forEach((_, at) => (weights[at] = (random() * 2 - 1) * (at < 2080 ? 0.125 : 0.177)));
  let done = 0;
  return time(steps => {
    for (const end = done + steps; done < end; done++) step(done % 45, done + 1);
  });
}

const [mine, theirs, repetitions = '5', single] = process.argv.slice(2);
if (single) {
  console.log(JSON.stringify(await (single === 'ours' ? ours(mine) : rival(theirs))));
} else if (!mine) {
  console.error('usage: node wasm.mjs OURS.wasm [RIVAL.wasm] [REPETITIONS]');
  process.exitCode = 1;
} else {
  const recorded = readFileSync(new URL('../tests/data/digest.txt', import.meta.url), 'utf8').trim();
  const digest = BigInt.asUintN(64, (await load(mine)).digest()).toString(16).padStart(16, '0');
  if (digest !== recorded) {
    console.error(`bits differ: digest ${digest}, recorded ${recorded}`);
    process.exitCode = 1;
  }
  const who = theirs ? ['rival', 'ours'] : ['ours'];
  const results = { rival: [], ours: [] };
  for (let n = 0; n < Number(repetitions); n++) {
    for (const name of who) {
      const args = [fileURLToPath(import.meta.url), mine, theirs ?? '', '1', name];
      results[name].push(JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })));
    }
  }
  for (const phase of ['first, clock', 'first, CPU', 'steady, clock', 'steady, CPU']) {
    for (const name of who) {
      const rates = results[name].map(result => result[phase]);
      const [low, middle, high] = [Math.min(...rates), median(rates), Math.max(...rates)].map(Math.round);
      console.log(`${phase.padEnd(13)} ${name.padEnd(5)} ${middle} steps/s (${low} to ${high})`);
    }
    if (theirs) {
      const ratios = results.ours.map((result, n) => result[phase] / results.rival[n][phase]);
      console.log(`${phase.padEnd(13)} ratio ${median(ratios).toFixed(2)}`);
    }
  }
}
