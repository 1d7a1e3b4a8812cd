"""`@kit.BasicServicesKit`."""

from ohos.base import AsyncCallback, BusinessError, Callback, ErrorCallback

__all__ = ["AsyncCallback", "BusinessError", "Callback", "ErrorCallback"]
