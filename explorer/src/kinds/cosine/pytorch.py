#: remarks
#if past_end
# $mark past_end=hold (PyTorch's rate rises again past T_max: it is not stepped there)
#end
#: step
#if past_end
if scheduler.last_epoch < $offset$t_max:
    scheduler.step()
#end
