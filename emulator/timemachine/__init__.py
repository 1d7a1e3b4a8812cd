"""Runs one app on devices of several API levels and tells what it sees differently.

`levels` reads which, `travel` runs it on each, `record` makes what the device recorded comparable, `description` puts
values into words, `difference` compares, `verdict` sums up.
"""
