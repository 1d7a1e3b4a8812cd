"""What nearly every app does when it starts: run as a script, and as an ability through all of its states."""

from typing import Any

from ohos import hilog
from ohos.app.ability import UIAbility
from ohos.net import webSocket


class RehearsalAbility(UIAbility):
    """Makes a WebSocket, subscribes, logs; it connects to nothing."""

    def onCreate(self, want: Any, launchParam: Any) -> None:
        self.url = want.parameters["url"]
        self.ws = webSocket.createWebSocket()
        self.ws.on("open", lambda error, value: None)
        self.ws.on("message", lambda error, value: None)
        self.ws.on("close", lambda error, value: None)
        self.ws.on("error", lambda error: None)
        hilog.info(0x0001, "rehearsal", "%{public}s", self.url)

    async def onForeground(self) -> None:
        print("in the foreground", self.context.filesDir)


print("the top level has run")
