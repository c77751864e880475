import torch
from torch.optim.lr_scheduler import OneCycleLR

epochs, batches = 20, 45  # batches: len(train_loader)
model = torch.nn.Linear(64, 10)  # your model
optimizer = torch.optim.AdamW(model.parameters(), lr=0.01, weight_decay=0.01)
scheduler = OneCycleLR(
    optimizer,
    max_lr=0.01,
    epochs=epochs,
    steps_per_epoch=batches,
    pct_start=0.3,
)

for epoch in range(epochs):
    for batch in range(batches):
        group = optimizer.param_groups[0]
        print(epoch * batches + batch, group["lr"], group["betas"][0])
        loss = model(torch.randn(32, 64)).square().mean()  # your batch and loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        scheduler.step()
