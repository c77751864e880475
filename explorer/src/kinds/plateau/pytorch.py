#: above
#if threshold_mode = 2
class SignedPlateau(ReduceLROnPlateau):
    def _is_better(self, metric, best):
        margin = self.threshold * abs(best) if math.isfinite(best) else 0.0
        return $better

    is_better = _is_better  # its name in older versions
#end
#: remarks
#if threshold_mode = 2
# $mark threshold_mode=rel_signed (PyTorch's rel is the wrong way round for negative metrics)
#end
#if nan_policy = 1
# $mark nan_policy=ignore (to PyTorch a NaN is a bad epoch)
#end
#if nan_policy = 2
# $mark nan_policy=report (to PyTorch a NaN is a bad epoch)
#end
#: step
#if nan_policy = 0
scheduler.step(validate(epoch))
#else
metric = validate(epoch)
#if nan_policy = 1
if not math.isnan(metric):
    scheduler.step(metric)
#else
if math.isnan(metric):
    print("the metric is NaN: nothing has changed")
else:
    scheduler.step(metric)
#end
#end
