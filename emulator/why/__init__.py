"""Why an app got an error: the true cause, told to people after a run."""

from emulator.why.account import Account, account_of
from emulator.why.saved import Ended, SavedRun, load, save, state_file

__all__ = ["Account", "Ended", "SavedRun", "account_of", "load", "save", "state_file"]
