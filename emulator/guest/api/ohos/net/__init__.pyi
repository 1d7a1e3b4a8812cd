from ohos.net import webSocket as webSocket
