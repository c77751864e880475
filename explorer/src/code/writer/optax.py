import jax
import jax.numpy as jnp
import optax

#if above

$above


#end
epochs, batches = $epochs, $batches
$schedule
#if sgd
optimizer = optax.inject_hyperparams($factory)(
    learning_rate=$rate,
#if cycles
    momentum=table(betas),
#else
    momentum=$sgd_momentum,
#end
#if nesterov
#if !weight_decay
    nesterov=True,
#end
#end
)
#else
optimizer = optax.inject_hyperparams(optax.adamw)(
    learning_rate=$rate,
#if cycles
    b1=table(betas),
#end
    weight_decay=$weight_decay,
)
#end
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
#if on_a_metric
#if warm_up
    share = min($rise_start + (1 - $rise_start) * epoch / $rise_steps, 1.0)  # the warm-up
    state.hyperparams["learning_rate"] = jnp.asarray(full * share)
#end
#end
    for batch in range(batches):
        params, state = train(params, state, x)
#if by_batch
#if cycles
#if sgd
        print(epoch * batches + batch, state.hyperparams["learning_rate"], state.hyperparams["momentum"])
#else
        print(epoch * batches + batch, state.hyperparams["learning_rate"], state.hyperparams["b1"])
#end
#else
        print(epoch * batches + batch, state.hyperparams["learning_rate"])
#end
#else
    print(epoch, state.hyperparams["learning_rate"])
#end
#if on_a_metric
    $observe
#if warm_up
    full = $full
#else
    state.hyperparams["learning_rate"] = $full
#end
#end
