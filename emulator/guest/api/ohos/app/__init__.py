"""`@ohos.app`."""
