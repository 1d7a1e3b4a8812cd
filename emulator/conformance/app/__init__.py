"""The app that performs a scenario.

The runner installs these modules as an app's own code: they are hosted and sandboxed as any app is, and import only
`ohos` and the standard library.
"""
