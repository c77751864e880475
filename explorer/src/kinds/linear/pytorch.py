#: classes
#if start_factor < 1e-9 or start_factor > 1 or end_factor > 1
LambdaLR
#end
#: schedule
#if start_factor < 1e-9 or start_factor > 1 or end_factor > 1
# LinearLR divides by start_factor, and it refuses factors above 1.
#if total_iters
scheduler = LambdaLR(
    optimizer,
    lambda step: $start_factor + ($end_factor - $start_factor) * min(step / $total_iters, 1),
)
#else
scheduler = LambdaLR(optimizer, lambda step: $start_factor)
#end
#end
