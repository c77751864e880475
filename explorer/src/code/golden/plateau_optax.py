import math

import jax
import jax.numpy as jnp
import optax


def validate(epoch):
    return min(0.5 + 0.1 * epoch, 0.9)  # your validation accuracy: this one stops rising


class Plateau:
    """PyTorch's ReduceLROnPlateau.

    optax.contrib.reduce_on_plateau cannot do this: it watches falling metrics only,
    has no eps, and cuts one epoch earlier.
    """

    def __init__(self, lr):
        self.lr, self.best, self.bad, self.cooling = lr, -math.inf, 0, 0

    def observe(self, metric):
        if metric > self.best * (1 + 0.0001):
            self.best, self.bad = metric, 0
        else:
            self.bad += 1
        if self.cooling > 0:
            self.cooling, self.bad = self.cooling - 1, 0
        if self.bad > 2:
            self.cooling, self.bad = 0, 0
            lower = max(self.lr * 0.1, 0.0)
            if self.lr - lower > 1e-8:
                self.lr = lower
        return self.lr


epochs, batches = 20, 45
plateau = Plateau(0.01)

optimizer = optax.inject_hyperparams(optax.adamw)(
    learning_rate=0.01,
    weight_decay=0.01,
)
params = jnp.zeros((64, 10))  # your model
state = optimizer.init(params)
x = jnp.ones((32, 64))  # your batch


def loss(params, x):
    return jnp.mean((x @ params - 1.0) ** 2)  # your loss


@jax.jit
def train(params, state, x):
    updates, state = optimizer.update(jax.grad(loss)(params, x), state, params)
    return optax.apply_updates(params, updates), state


for epoch in range(epochs):
    for batch in range(batches):
        params, state = train(params, state, x)
    print(epoch, state.hyperparams["learning_rate"])
    state.hyperparams["learning_rate"] = jnp.asarray(plateau.observe(validate(epoch)))
