#if is_own
plateau = optax.contrib.reduce_on_plateau(
    factor=$factor,
    patience=$later,  # PyTorch's $patience: optax cuts at this bad epoch, PyTorch after it
#if threshold_mode
    rtol=0.0,
    atol=$threshold,
#else
    rtol=$threshold,
    atol=0.0,
#end
    cooldown=$cooldown,
    min_scale=$least,  # a share of the rate: PyTorch's min_lr is $min_lr
)
observed = plateau.init(jnp.zeros(()))
#else
plateau = Plateau($lr)
#end
#: above
#if !is_own
$rule
#end
#: observe
#if is_own
#if nan_policy = 0
_, observed = plateau.update(params, observed, value=validate(epoch))
#else
metric = validate(epoch)
#if nan_policy = 1
if not math.isnan(metric):
    _, observed = plateau.update(params, observed, value=metric)
#else
if math.isnan(metric):
    print("the metric is NaN: nothing has changed")
else:
    _, observed = plateau.update(params, observed, value=metric)
#end
#end
#end
#: full
#if is_own
$lr * observed.scale
#else
#if warm_up
plateau.observe(validate(epoch))
#else
jnp.asarray(plateau.observe(validate(epoch)))
#end
#end
