"""Members outside webSocket: the callback types, access control, `canIUse`, and the kits."""

from __future__ import annotations

from typing import Final

from syscap.member import Kind, Member, Source

_BASE: Final = Source("api/basic.d.ts", "SystemCapability.Base")
_CONTROL: Final = Source("api/@ohos.abilityAccessCtrl.d.ts", "SystemCapability.Security.AccessToken")
_RESULT: Final = Source("api/security/PermissionRequestResult.d.ts", "SystemCapability.Security.AccessToken")
_GLOBAL: Final = Source("api/@internal/global.d.ts", "SystemCapability.ArkUI.ArkUI.Full")
_NETWORK_KIT: Final = Source("kits/@kit.NetworkKit.d.ts", "SystemCapability.Communication.NetStack")
_BASIC_KIT: Final = Source("kits/@kit.BasicServicesKit.d.ts", "SystemCapability.Base")
_ABILITY_KIT: Final = Source("kits/@kit.AbilityKit.d.ts", "SystemCapability.Ability.AbilityRuntime.Core")
_ANALYSIS_KIT: Final = Source("kits/@kit.PerformanceAnalysisKit.d.ts", "SystemCapability.HiviewDFX.HiLog")

_MANAGER: Final = "abilityAccessCtrl.AtManager"

# fmt: off
# Imported from @ohos.base; that file came with 4.0, until then the types were in basic.d.ts.
BASE: Final[tuple[Member, ...]] = (
    _BASE.row("base",                                             6, Kind.NAMESPACE),
    _BASE.row("base.Callback",                                    6, Kind.INTERFACE, "(data: T): void"),
    _BASE.row("base.ErrorCallback",                               6, Kind.INTERFACE, "(err: T): void"),
    _BASE.row("base.AsyncCallback",                               6, Kind.INTERFACE,
              "(err: BusinessError<E>, data: T): void"),
    _BASE.row("base.BusinessError",                               6, Kind.INTERFACE),
    _BASE.row("base.BusinessError.code",                          6, Kind.FIELD, "number"),
    _BASE.row("base.BusinessError.data",                          9, Kind.FIELD, "T"),
)

ACCESS_CONTROL: Final[tuple[Member, ...]] = (
    _CONTROL.row("abilityAccessCtrl",                             8, Kind.NAMESPACE),
    _CONTROL.row("abilityAccessCtrl.createAtManager",             8, Kind.FUNCTION, "(): AtManager"),
    _CONTROL.row("abilityAccessCtrl.GrantStatus",                 8, Kind.ENUM),
    _CONTROL.row("abilityAccessCtrl.GrantStatus.PERMISSION_DENIED",   8, Kind.VALUE, "-1"),
    _CONTROL.row("abilityAccessCtrl.GrantStatus.PERMISSION_GRANTED",  8, Kind.VALUE, "0"),
    _CONTROL.row("abilityAccessCtrl.AtManager",                   8, Kind.INTERFACE),
    _CONTROL.row(f"{_MANAGER}.verifyAccessToken",                 8, Kind.METHOD,
                 "(tokenID: number, permissionName: string): Promise<GrantStatus>",
                 note="from 9 on checkAccessToken is to be used"),
    _CONTROL.row(f"{_MANAGER}.verifyAccessTokenSync",             9, Kind.METHOD,
                 "(tokenID: number, permissionName: Permissions): GrantStatus"),
    _CONTROL.row(f"{_MANAGER}.checkAccessToken",                  9, Kind.METHOD,
                 "(tokenID: number, permissionName: Permissions): Promise<GrantStatus>"),
    _CONTROL.row(f"{_MANAGER}.requestPermissionsFromUser",        9, Kind.METHOD,
                 "(context: Context, permissionList: Array<Permissions>,"
                 " requestCallback: AsyncCallback<PermissionRequestResult>): void",
                 "(context: Context, permissionList: Array<Permissions>): Promise<PermissionRequestResult>"),
    _CONTROL.row(f"{_MANAGER}.checkAccessTokenSync",             10, Kind.METHOD,
                 "(tokenID: number, permissionName: Permissions): GrantStatus"),
    _CONTROL.row(f"{_MANAGER}.requestPermissionOnSetting",       12, Kind.METHOD,
                 "(context: Context, permissionList: Array<Permissions>): Promise<Array<GrantStatus>>"),
    _CONTROL.row(f"{_MANAGER}.getSelfPermissionStatus",          20, Kind.METHOD,
                 "(permissionName: Permissions): PermissionStatus"),
    _CONTROL.row("abilityAccessCtrl.PermissionStatus",           20, Kind.ENUM),
    _CONTROL.row("abilityAccessCtrl.PermissionStatus.DENIED",    20, Kind.VALUE, "-1"),
    _CONTROL.row("abilityAccessCtrl.PermissionStatus.GRANTED",   20, Kind.VALUE, "0"),
    _CONTROL.row("abilityAccessCtrl.PermissionStatus.NOT_DETERMINED", 20, Kind.VALUE, "1"),
    _CONTROL.row("abilityAccessCtrl.PermissionStatus.INVALID",   20, Kind.VALUE, "2"),
    _CONTROL.row("abilityAccessCtrl.PermissionStatus.RESTRICTED", 20, Kind.VALUE, "3"),

    _RESULT.row("PermissionRequestResult",                        9, Kind.INTERFACE),
    _RESULT.row("PermissionRequestResult.permissions",            9, Kind.FIELD, "Array<string>"),
    _RESULT.row("PermissionRequestResult.authResults",            9, Kind.FIELD, "Array<number>"),
    _RESULT.row("PermissionRequestResult.dialogShownResults",    12, Kind.FIELD, "Array<boolean>"),
    _RESULT.row("PermissionRequestResult.errorReasons",          18, Kind.FIELD, "Array<number>"),
)

GLOBALS: Final[tuple[Member, ...]] = (
    _GLOBAL.row("canIUse",                                        8, Kind.FUNCTION, "(syscap: string): boolean"),
)

# 4.0 has no kits/ folder; 4.1 has these.
KITS: Final[tuple[Member, ...]] = (
    _NETWORK_KIT.row("kit",                                      11, Kind.NAMESPACE),
    _NETWORK_KIT.row("kit.NetworkKit",                           11, Kind.KIT),
    _NETWORK_KIT.row("kit.NetworkKit.webSocket",                 11, Kind.NAMESPACE),
    _BASIC_KIT.row("kit.BasicServicesKit",                       11, Kind.KIT),
    _BASIC_KIT.row("kit.BasicServicesKit.AsyncCallback",         11, Kind.INTERFACE),
    _BASIC_KIT.row("kit.BasicServicesKit.BusinessError",         11, Kind.INTERFACE),
    _BASIC_KIT.row("kit.BasicServicesKit.Callback",              11, Kind.INTERFACE),
    _BASIC_KIT.row("kit.BasicServicesKit.ErrorCallback",         11, Kind.INTERFACE),
    _ABILITY_KIT.row("kit.AbilityKit",                           11, Kind.KIT),
    _ABILITY_KIT.row("kit.AbilityKit.UIAbility",                 11, Kind.INTERFACE),
    _ABILITY_KIT.row("kit.AbilityKit.Want",                      11, Kind.INTERFACE),
    _ABILITY_KIT.row("kit.AbilityKit.abilityAccessCtrl",         11, Kind.NAMESPACE,
                     syscap="SystemCapability.Security.AccessToken"),
    _ANALYSIS_KIT.row("kit.PerformanceAnalysisKit",              11, Kind.KIT),
    _ANALYSIS_KIT.row("kit.PerformanceAnalysisKit.hilog",        11, Kind.NAMESPACE),
)
# fmt: on

MEMBERS: Final = (*BASE, *ACCESS_CONTROL, *GLOBALS, *KITS)
