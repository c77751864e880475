def rate(step):
    return $lr * $gamma ** (step // $step_size)
