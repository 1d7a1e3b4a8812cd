"""What `ohemu` ends with, beside the app's own exit code."""

from __future__ import annotations

from typing import Final

from emulator.explanations import sources
from emulator.explanations.model import Explanation, Given, Kind, Text, t

_RUN: Final = (Given(t("`ohemu run`", "`ohemu run`")),)
_ANY: Final = (Given(t("every verb of `ohemu`", "`ohemu` 的所有命令")),)


def _exit(
    code: int,
    en: str,
    zh: str,
    meaning: Text,
    causes: tuple[Text, ...],
    fix: Text,
    given: tuple[Given, ...] = _RUN,
    source: str = sources.OHEMU,
    last: int | None = None,
) -> Explanation:
    return Explanation(
        Kind.EXIT, code, t(en, zh), meaning, given, causes, (fix,), (source,), last=last, about=("exit",)
    )


def _signal(number: int, name: str, en: str, zh: str, causes: tuple[Text, ...], fix: Text) -> Explanation:
    return _exit(
        128 + number,
        f"ended by {name}",
        f"被信号 {name} 终止",
        t(en, zh),
        causes,
        fix,
        source=sources.SIGNALS if number not in (4, 6, 7, 8, 9, 11, 31) else sources.FAULTS,
    )


def _crash(number: int, name: str, en: str, zh: str) -> Explanation:
    return _signal(
        number,
        name,
        en,
        zh,
        (t("native code of the app", "应用的本机代码出错"),),
        t("read the cppcrash fault log", "查看 cppcrash 故障日志"),
    )


EXITS: Final = (
    _exit(
        0,
        "all went well",
        "一切正常",
        t("The app ended, and nothing went wrong.", "应用正常结束。"),
        (t("terminateSelf, the end of a script, or sys.exit(0)", "调用 terminateSelf、脚本运行结束，或 sys.exit(0)"),),
        t(
            "nothing is wrong; an app that shows an error and ends ends with 0, too",
            "无需处理；显示错误后自行结束的应用同样以 0 退出",
        ),
    ),
    _exit(
        1,
        "the app failed, or not all is well",
        "应用失败，或存在问题",
        t("An exception was not caught, or a check found something.", "有未捕获的异常，或检查发现了问题。"),
        (
            t("an uncaught exception in the app: a fault log tells where", "应用有未捕获的异常：故障日志写有位置"),
            t(
                "`--strict-portability`, compared levels that differ, `doctor`, `conformance check`",
                "`--strict-portability`、对比的版本存在差异、`doctor`、`conformance check`",
            ),
        ),
        t("read the last lines on stderr", "查看 stderr 的最后几行"),
        _ANY,
    ),
    _exit(
        2,
        "something you can put right",
        "可以由你改正的错误",
        t(
            "The arguments, config.yaml or a manifest are wrong; the app was not started.",
            "参数、config.yaml 或清单文件有误；应用没有启动。",
        ),
        (
            t(
                "a typing mistake, a missing file, an install that the device refuses",
                "拼写错误、缺少文件、设备拒绝安装",
            ),
        ),
        t("stderr has the file, the line and what to do", "stderr 中有文件、行号和改法"),
        _ANY,
    ),
    _exit(
        3,
        "the device could not start",
        "设备无法启动",
        t("The emulated device did not come up.", "模拟设备没有启动成功。"),
        (
            t(
                "`sandbox: required` on a machine that lacks a layer, no room on the disk, no processes left",
                "设置了 `sandbox: required` 而本机缺少某层沙箱、磁盘已满、进程数用尽",
            ),
        ),
        t("`ohemu doctor` tells what the machine lacks", "用 `ohemu doctor` 查看本机缺少什么"),
    ),
    _exit(
        70,
        "a bug of ohemu",
        "ohemu 自身的缺陷",
        t("`ohemu` itself is at fault, not your app.", "是 `ohemu` 自身的问题，与你的应用无关。"),
        (t("an exception that nobody thought of", "没有预料到的异常"),),
        t("report it with the lines on stderr", "请附上 stderr 的内容报告问题"),
        _ANY,
    ),
    _exit(
        124,
        "the time was over",
        "超时",
        t("The app still ran when `--timeout` passed, and was ended.", "到达 `--timeout` 时应用仍在运行，因此被终止。"),
        (
            t(
                "it waits for an event that never comes, or never calls terminateSelf",
                "应用在等待不会到来的事件，或从未调用 terminateSelf",
            ),
            t("a socket is open: a script ends when all are closed", "有套接字未关闭：脚本在全部关闭后才结束"),
        ),
        t(
            "end the app on `error` as well as on `close`, or give it more time",
            "在 `error` 和 `close` 中都结束应用，或延长时间",
        ),
    ),
    _signal(
        1,
        "SIGHUP",
        "The terminal was closed.",
        "终端已关闭。",
        (t("the window or the connection to the machine has gone", "窗口或远程连接已关闭"),),
        t("nothing is wrong: the app was ended in order", "无需处理：应用已有序结束"),
    ),
    _signal(
        2,
        "SIGINT",
        "Ctrl-C was pressed.",
        "按下了 Ctrl-C。",
        (t("somebody stopped it", "被人为停止"),),
        t("nothing is wrong: the app was ended in order", "无需处理：应用已有序结束"),
    ),
    _crash(4, "SIGILL", "The app's process met an instruction that does not exist.", "应用进程执行了非法指令。"),
    _crash(6, "SIGABRT", "The app's process gave up on itself.", "应用进程自行中止。"),
    _crash(
        7,
        "SIGBUS",
        "The app's process touched memory in a way that the machine cannot.",
        "应用进程以错误方式访问内存。",
    ),
    _crash(8, "SIGFPE", "The app's process calculated what has no result.", "应用进程出现算术错误。"),
    _signal(
        9,
        "SIGKILL",
        "The app's process was killed.",
        "应用进程被强制终止。",
        (
            t("its main thread was blocked for 6 s (THREAD_BLOCK_6S)", "主线程阻塞达 6 秒（THREAD_BLOCK_6S）"),
            t("force-stop, or the machine had no memory left", "被强制停止，或本机内存耗尽"),
        ),
        t(
            "never block: `await asyncio.sleep()`, not `time.sleep()`",
            "不要阻塞主线程：用 `await asyncio.sleep()`，不用 `time.sleep()`",
        ),
    ),
    _signal(
        11,
        "SIGSEGV",
        "The app's process touched memory that it does not have.",
        "应用进程访问了无效内存。",
        (t("native code, or a recursion without an end", "本机代码出错，或无限递归"),),
        t("read the cppcrash fault log", "查看 cppcrash 故障日志"),
    ),
    _signal(
        13,
        "SIGPIPE",
        "Whoever read the output has gone.",
        "读取输出的一方已退出。",
        (t("`ohemu run ... | head`", "`ohemu run ... | head`"),),
        t("nothing is wrong", "无需处理"),
    ),
    _signal(
        15,
        "SIGTERM",
        "It was asked to end.",
        "收到了结束请求。",
        (t("`kill`, or a service manager or CI that stops it", "`kill`，或被服务管理器、CI 停止"),),
        t("nothing is wrong: the app was ended in order", "无需处理：应用已有序结束"),
    ),
    _signal(
        31,
        "SIGSYS",
        "The app made a system call that the sandbox answers with death.",
        "应用调用了沙箱禁止的系统调用。",
        (t("native code that tries to leave the sandbox", "本机代码试图逃离沙箱"),),
        t("do without it: an app has no such call on a device, either", "不要使用：真机上的应用同样不能调用"),
    ),
)
