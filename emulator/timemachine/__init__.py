"""Runs one app on devices of several API levels and tells what it sees differently.

`levels` reads which, `travel` runs it on each, `app` watches it from inside, `record` makes what it saw comparable,
`difference` compares.
"""
