total_steps = $total_steps
#if three_phase
ends = [$pct_start * total_steps - 1, 2 * $pct_start * total_steps - 2, total_steps - 1]  # of the phases: real numbers
#else
ends = [$pct_start * total_steps - 1, total_steps - 1]  # of the phases: real numbers
#end


def one_cycle(step, *values):
    """PyTorch's OneCycleLR: from value to value, a phase for each.

    $why
    """
    phase = next((k for k, end in enumerate(ends) if step <= end), len(ends) - 1)
    start, end = ends[phase - 1] if phase else 0.0, ends[phase]
    share = (step - start) / (end - start) if end > start else 1.0
    here, there = values[phase], values[phase + 1]
#if anneal_strategy
    return here + (there - here) * share
#else
    return there + (here - there) / 2 * (1 + math.cos(math.pi * share))
#end


steps = range(min(total_steps, epochs * batches))  # the last value stays
first = $max_lr / $div_factor
last = first / $final_div_factor
#if three_phase
lrs = [one_cycle(step, first, $max_lr, first, last) for step in steps]
#else
lrs = [one_cycle(step, first, $max_lr, last) for step in steps]
#end
#if cycle_momentum
low, high = $base_momentum, $max_momentum
#if three_phase
betas = [one_cycle(step, high, low, high, high) for step in steps]
#else
betas = [one_cycle(step, high, low, high) for step in steps]
#end
#end
