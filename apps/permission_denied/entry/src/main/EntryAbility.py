"""Goes on, and says why, when the app may not use the network."""

from ohos import abilityAccessCtrl
from ohos.app.ability import UIAbility
from ohos.base import BusinessError
from ohos.net import webSocket

INTERNET = "ohos.permission.INTERNET"
PERMISSION_DENIED = 201


class EntryAbility(UIAbility):
    async def onCreate(self, want, launchParam):
        manager = abilityAccessCtrl.createAtManager()
        status = await manager.checkAccessToken(self.context.applicationInfo.accessTokenId, INTERNET)
        print(f"checkAccessToken: {status.name}")
        self.url = want.parameters["url"]
        self.ws = webSocket.createWebSocket()
        self.ws.on("open", self.leave)
        self.ws.on("close", self.end)
        self.ws.on("error", self.fail)
        self.ws.connect(self.url, self.connecting)

    async def connecting(self, error, started):
        if error is None:
            return  # `open` follows
        self.explain("connect callback", error)
        try:
            await self.ws.connect(self.url)
        except BusinessError as refused:
            self.explain("connect promise", refused)
        print("going on without the network")
        self.context.terminateSelf()

    def explain(self, where, error):
        print(f"{where}: {error.code} {error.message}")
        if error.code == PERMISSION_DENIED:
            print(f"the app has no {INTERNET}: is it in requestPermissions of module.json5?")

    def leave(self, error, value):
        print("connected: the permission is granted")
        self.ws.close()

    def end(self, error, result):
        self.context.terminateSelf()

    def fail(self, error):
        print(f"no connection: {error}")
        self.context.terminateSelf()
