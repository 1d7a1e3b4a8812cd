"""What is added to an app that is watched; it runs in the app's process and knows only `ohos`."""
