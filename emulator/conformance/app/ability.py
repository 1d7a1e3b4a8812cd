"""The app's ability: performs the scenario it is started with, and ends."""

from __future__ import annotations

import asyncio
import sys
import traceback
from typing import Any

from ohos.app.ability import UIAbility
from ohos.net import webSocket

from .line import Line
from .recorder import Recorder


class ScenarioAbility(UIAbility):
    """Want parameters: `scenario`, and `port`, the scripted server's."""

    def onCreate(self, want: Any, launchParam: Any) -> None:
        self._work = asyncio.get_running_loop().create_task(self._record(want.parameters))

    async def _record(self, parameters: dict[str, Any]) -> None:
        folder, port = self.context.filesDir, parameters["port"]
        variables = {
            "URL": f"ws://127.0.0.1:{port}",
            "WSSURL": f"wss://127.0.0.1:{port}",
            "PORT": str(port),
            "CERTS": folder,
        }
        line = Line(folder)
        try:
            recorder = Recorder(parameters["scenario"], webSocket, variables, line)
            sys.excepthook = recorder.uncaught
            await recorder.run()
            await line.ask("finish", {})
        except Exception:
            line.fail(traceback.format_exc())
        line.close()
        await self.context.terminateSelf()
