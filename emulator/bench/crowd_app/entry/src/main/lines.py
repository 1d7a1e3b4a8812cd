"""A connection that echoes one message at a time."""

import asyncio

from ohos.net import webSocket


class Line:
    """One connection."""

    def __init__(self, url, turns):
        self._url, self._turns = url, turns
        self._ws = webSocket.createWebSocket()
        self._ws.on("open", lambda error, value: self._heard.set_result(None))
        self._ws.on("message", lambda error, value: self._heard.set_result(value))
        self._ws.on("error", lambda error: self._heard.set_exception(error))

    def _wait(self):
        self._heard = asyncio.get_running_loop().create_future()
        return self._heard

    async def open(self):
        async with self._turns:
            opened = self._wait()
            await self._ws.connect(self._url)
            await opened

    async def echo(self, text):
        heard = self._wait()
        await self._ws.send(text)
        if await heard != text:
            raise ValueError(f"expected {text}, got {heard.result()}")
