#: remarks
#if rise_has_no_length
# $mark pct_start=$pct_start (with it PyTorch divides by zero at step 0)
#if three_phase or total_steps = 1
# Its first step is not max_lr then, as it is on the page.
#end
#end
#: step
#if ends_early
if scheduler.last_epoch < $offset$total_steps - 1:  # past its end it raises an error
    scheduler.step()
#end
