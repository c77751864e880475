#: classes
ConstantLR
#: schedule
scheduler = ConstantLR(optimizer, factor=1.0)
