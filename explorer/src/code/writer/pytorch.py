import torch
from torch.optim.lr_scheduler import $classes

#if above

$above


#end
epochs, batches = $epochs, $batches  # batches: len(train_loader)
model = torch.nn.Linear(64, 10)  # your model
#if sgd
optimizer = torch.optim.SGD(
    model.parameters(),
    lr=$lr,
    momentum=$sgd_momentum,
#if nesterov
    nesterov=True,
#end
    weight_decay=$weight_decay,
)
#else
optimizer = torch.optim.AdamW(model.parameters(), lr=$lr, weight_decay=$weight_decay)
#end
$remarks
#if warm_up
#if on_a_metric
# $mark warmup_steps=$rise_total (SequentialLR takes no such scheduler: the loop scales the rate)
# $mark warmup_start=$rise_start
#end
#end
$schedule
#if warm_up
#if !on_a_metric
#if linear_lr
warm_up = LinearLR(optimizer, start_factor=$rise_start, total_iters=$rise_total)
#else
#if starts_elsewhere
# $mark warmup_start=$rise_start (LinearLR would rise to lr, where this schedule does not start)
warm_up = LambdaLR(
    optimizer,
    lambda step: $first_share * ($rise_start + (1 - $rise_start) * step / $rise_steps),
)
#else
# $mark warmup_start=$rise_start (LinearLR divides by its start)
warm_up = LambdaLR(optimizer, lambda step: $rise_start + (1 - $rise_start) * step / $rise_steps)
#end
#end
scheduler = SequentialLR(optimizer, [warm_up, scheduler], milestones=[$rise_total])
#end
#end

for epoch in range(epochs):
#if by_batch
    for batch in range(batches):
        group = optimizer.param_groups[0]
#if cycles
#if sgd
        print(epoch * batches + batch, group["lr"], group["momentum"])
#else
        print(epoch * batches + batch, group["lr"], group["betas"][0])
#end
#else
        print(epoch * batches + batch, group["lr"])
#end
#else
#if on_a_metric
#if warm_up
    group = optimizer.param_groups[0]
    full = group["lr"]
    group["lr"] = full * min($rise_start + (1 - $rise_start) * epoch / $rise_steps, 1.0)  # the warm-up
#end
#end
    print(epoch, optimizer.param_groups[0]["lr"])
    for batch in range(batches):
#end
        loss = model(torch.randn(32, 64)).square().mean()  # your batch and loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
#if by_batch
        $step
#else
#if on_a_metric
#if warm_up
    group["lr"] = full
#end
#end
    $step
#end
