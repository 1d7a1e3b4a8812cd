"""What a device answers when it refuses to install or to start an app."""

from __future__ import annotations

from typing import Final

from emulator.bundle.errors import TEXTS
from emulator.explanations import sources
from emulator.explanations.model import Explanation, Given, Kind, Text, t

_HERE: Final = Given(t("`bm install` of a device, and `ohemu run`", "真机的 `bm install`，以及 `ohemu run`"))
_DEVICE: Final = Given(t("`bm install` of a device; not here", "真机的 `bm install`；模拟器不会返回"))
_TEST: Final = t("the message of `ohemu` has the file, the line and the fix", "`ohemu` 的消息中有文件、行号和改法")

_ON_DEVICES: Final = frozenset(
    {
        9568260,
        9568262,
        9568263,
        9568265,
        9568276,
        9568277,
        9568278,
        9568320,
        9568332,
        9568338,
        9568339,
        9568345,
        9568386,
        9568387,
        9568392,
        9568401,
        9568413,
    }
)
"""Those that this emulator has no reason to give: no signatures, no updates, no multi-package installs."""

_REASONS: Final[dict[int, tuple[Text, Text]]] = {
    9568259: (
        t("A manifest lacks a key that it must have.", "清单文件缺少必需的键。"),
        t(
            "add the key: `bundleName`, `versionCode`, `name`, `type`, ...",
            "补上该键：`bundleName`、`versionCode`、`name`、`type` 等",
        ),
    ),
    9568260: (
        t("The package manager itself failed.", "包管理服务内部出错。"),
        t("try again, start the device anew", "重试，或重启设备"),
    ),
    9568262: (
        t("The package could not be read.", "无法解析安装包。"),
        t("build it anew", "重新构建"),
    ),
    9568263: (
        t("A newer version of the app is installed.", "已安装更高版本的应用。"),
        t("raise `versionCode`, or uninstall first", "提高 `versionCode`，或先卸载"),
    ),
    9568265: (
        t("The install was called with wrong parameters.", "安装命令的参数有误。"),
        t("check the command", "检查命令"),
    ),
    9568269: (
        t("There is nothing to install at this path, or it cannot be read.", "该路径不存在或无法读取。"),
        t("check the path: a Stage folder, or one Python file", "检查路径：应是 Stage 工程目录或一个 Python 文件"),
    ),
    9568270: (
        t("The path is no app.", "该路径不是应用。"),
        t("name the folder that has AppScope in it", "应指定含有 AppScope 的目录"),
    ),
    9568271: (
        t(
            "A file of the bundle may not be in it: a link, a device, or nested too deep.",
            "包内含有不允许的文件：链接、设备文件，或嵌套过深。",
        ),
        t("copy the files themselves into the folder", "把文件本身复制到目录中"),
    ),
    9568276: (
        t("The app is installed already.", "应用已安装。"),
        t("uninstall it, or install as an update", "先卸载，或覆盖安装"),
    ),
    9568277: (
        t("The packages of one install have different bundle names.", "同一次安装中各包的 bundleName 不一致。"),
        t("give all modules the same `bundleName`", "使所有模块的 `bundleName` 一致"),
    ),
    9568278: (
        t("The packages of one install have different versions.", "同一次安装中各包的版本号不一致。"),
        t("build all modules together", "一起构建所有模块"),
    ),
    9568288: (
        t("There is no room for the app on the device's disk.", "设备的磁盘空间不足，装不下该应用。"),
        t("make room, or choose another folder: `--data DIR`", "腾出空间，或用 `--data DIR` 换一个目录"),
    ),
    9568289: (
        t(
            "A declared permission may not be given to an app of this level (APL).",
            "声明的某个权限不能授予该等级（APL）的应用。",
        ),
        t(
            "remove it from `requestPermissions`; else list it in the profile's ACL, or here raise `permissions.apl`",
            "从 `requestPermissions` 中删除；真机可在 profile 的 ACL 中列出，模拟器可提高 `permissions.apl`",
        ),
    ),
    9568293: (
        t("The app needs a system capability that the device does not have.", "应用需要的系统能力设备不具备。"),
        t("remove it from syscap.json, or run on another device type", "从 syscap.json 中删除，或换一种设备类型"),
    ),
    9568297: (
        t("The app's `minAPIVersion` is above the device's API level.", "应用的 `minAPIVersion` 高于设备的 API 版本。"),
        t("lower it, or run with `--api-level`", "降低它，或用 `--api-level` 运行"),
    ),
    9568300: (
        t("Two modules have the same name.", "两个模块同名。"),
        t("give each its own `name` in module.json5", "在 module.json5 中使用不同的 `name`"),
    ),
    9568304: (
        t("The module's `deviceTypes` do not list this device.", "模块的 `deviceTypes` 不包含该设备类型。"),
        t("add the type, or run with `--device-type`", "加入该类型，或用 `--device-type` 运行"),
    ),
    9568320: (
        t("The package is not signed.", "安装包没有签名。"),
        t("sign it; this emulator needs no signature", "签名后再安装；模拟器不需要签名"),
    ),
    9568332: (
        t("The signature differs from that of the installed app.", "签名与已安装的应用不一致。"),
        t("sign with the same certificate, or uninstall first", "使用相同的证书签名，或先卸载"),
    ),
    9568338: (
        t("The package has no bundle.", "安装包中没有 bundle 信息。"),
        t("build it anew", "重新构建"),
    ),
    9568339: (
        t("The package has no ability.", "安装包中没有 ability。"),
        t("list one under `abilities` in module.json5", "在 module.json5 的 `abilities` 中列出一个"),
    ),
    9568340: (
        t("A manifest is missing.", "缺少清单文件。"),
        t("add AppScope/app.json5 and src/main/module.json5", "补上 AppScope/app.json5 和 src/main/module.json5"),
    ),
    9568341: (
        t("A manifest is not JSON5.", "清单文件不是有效的 JSON5。"),
        t("look at the place that is named: often a comma or a quote", "查看指出的位置：常见问题是逗号或引号"),
    ),
    9568342: (
        t("A value of a manifest has the wrong type.", "清单文件中某个值的类型不对。"),
        t("write a number without quotes, a list with `[]`", "数字不加引号，列表使用 `[]`"),
    ),
    9568343: (
        t("A requested permission has no name.", "申请的权限没有名称。"),
        t("give it a `name`", "填写 `name`"),
    ),
    9568344: (
        t(
            "A value of a manifest is not allowed, or a file that it names is not there.",
            "清单文件中某个值不合法，或其指向的文件不存在。",
        ),
        t("look at the message: it tells what was expected", "查看消息：其中写明了期望的内容"),
    ),
    9568345: (
        t("A text or a list of a manifest is too long.", "清单文件中的文本或列表过长。"),
        t("shorten it", "缩短它"),
    ),
    9568346: (
        t("syscap.json cannot be read.", "syscap.json 无法解析。"),
        t("look at the place that is named", "查看指出的位置"),
    ),
    9568386: (
        t("What is to be uninstalled is not installed.", "要卸载的应用没有安装。"),
        t("check the bundle name", "检查 bundleName"),
    ),
    9568387: (
        t("The module to be uninstalled is not installed.", "要卸载的模块没有安装。"),
        t("check the module name", "检查模块名"),
    ),
    9568392: (
        t("The package manager did not finish in time.", "包管理服务没有及时完成。"),
        t("try again", "重试"),
    ),
    9568401: (
        t("A debug package needs developer mode.", "调试包需要开发者模式。"),
        t("switch developer mode on in Settings", "在设置中打开开发者模式"),
    ),
    9568413: (
        t("The device lacks a capability, and is not of a listed type.", "设备缺少某项能力，且类型不在列表中。"),
        t("look at syscap.json and `deviceTypes`", "检查 syscap.json 和 `deviceTypes`"),
    ),
}


def _install(code: int) -> Explanation:
    meaning, fix = _REASONS[code]
    here = code not in _ON_DEVICES
    return Explanation(
        Kind.INSTALL,
        code,
        t(TEXTS[code], TEXTS[code]),
        meaning,
        (_HERE if here else _DEVICE,),
        (),
        (fix, _TEST) if here else (fix,),
        sources.INSTALL,
        about=("ohos.permission.INTERNET", "requestPermissions") if code == 9568289 else (),
        messages=((6, TEXTS[code]),),
    )


INSTALLS: Final = tuple(_install(code) for code in TEXTS)

STARTS: Final = (
    Explanation(
        Kind.START,
        10104001,
        t("The specified ability does not exist", "指定的 ability 不存在"),
        t("The bundle has no ability of that name to start.", "应用中没有该名称的 ability。"),
        (Given(t("`aa start` of a device, and `ohemu run`", "真机的 `aa start`，以及 `ohemu run`")),),
        (
            t(
                "module.json5 lists no ability, or `mainElement` names another",
                "module.json5 没有列出 ability，或 `mainElement` 指向了别的名称",
            ),
        ),
        (
            t(
                'list it: "abilities": [{"name": "EntryAbility", "srcEntry": "./EntryAbility.py"}]',
                '列出它："abilities": [{"name": "EntryAbility", "srcEntry": "./EntryAbility.py"}]',
            ),
        ),
        (sources.ABILITY_TOOL,),
        about=("UIAbility",),
        messages=((6, "The specified ability does not exist"),),
    ),
)
