import torch
from torch.optim.lr_scheduler import ReduceLROnPlateau


def validate(epoch):
    return min(0.5 + 0.1 * epoch, 0.9)  # your validation accuracy: this one stops rising


epochs, batches = 20, 45  # batches: len(train_loader)
model = torch.nn.Linear(64, 10)  # your model
optimizer = torch.optim.AdamW(model.parameters(), lr=0.01, weight_decay=0.01)
scheduler = ReduceLROnPlateau(optimizer, mode="max", factor=0.1, patience=2)

for epoch in range(epochs):
    print(epoch, optimizer.param_groups[0]["lr"])
    for batch in range(batches):
        loss = model(torch.randn(32, 64)).square().mean()  # your batch and loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    scheduler.step(validate(epoch))
