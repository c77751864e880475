shares = [  # of lr, one for each epoch; the last one stays
    $table
]


def rate(step):
    return $lr * shares[min(step, len(shares) - 1)]
