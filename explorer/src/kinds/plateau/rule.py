class Plateau:
    """PyTorch's ReduceLROnPlateau.

    $why
    """

    def __init__(self, lr):
#if mode
        self.lr, self.best, self.bad, self.cooling = lr, -math.inf, 0, 0
#else
        self.lr, self.best, self.bad, self.cooling = lr, math.inf, 0, 0
#end

    def observe(self, metric):
#if nan_policy
        if math.isnan(metric):
#if nan_policy = 2
            print("the metric is NaN: nothing has changed")
#end
            return self.lr
#end
#if threshold_mode = 2
        margin = $threshold * abs(self.best) if math.isfinite(self.best) else 0.0
#end
        if $better:
            self.best, self.bad = metric, 0
        else:
            self.bad += 1
        if self.cooling > 0:
            self.cooling, self.bad = self.cooling - 1, 0
        if self.bad > $patience:
            self.cooling, self.bad = $cooldown, 0
            lower = max(self.lr * $factor, $min_lr)
            if self.lr - lower > $eps:
                self.lr = lower
        return self.lr
