def rate(step):
    share = min(step / $total_iters, 1.0)
    return $lr * ($start_factor + ($end_factor - $start_factor) * share)
