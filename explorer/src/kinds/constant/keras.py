def rate(epoch):
    return $lr
