"""`@kit.PerformanceAnalysisKit`."""

from ohos import hilog

__all__ = ["hilog"]
