"""The settings of sessions, passwords and logins elsewhere (LDAP, OpenID Connect)."""

from __future__ import annotations

from dataclasses import dataclass

from inventory.core import setting_rules as rules
from inventory.core.setting_rules import setting


@dataclass(frozen=True)
class LoginSettings:
    session_hours: int = setting(
        "HUANXIN_SESSION_HOURS",
        12,
        "How long a login lasts, in hours",
        "一次登录的有效小时数",
        rule=rules.POSITIVE,
    )
    session_idle_minutes: int = setting(
        "HUANXIN_SESSION_IDLE_MINUTES",
        30,
        "A login ends after so many minutes without a request",
        "多少分钟没有操作即退出登录",
        rule=rules.POSITIVE,
    )
    https: bool = setting(
        "HUANXIN_HTTPS",
        False,
        "Served over https: cookies are Secure, browsers are told so (HSTS)",
        "以 https 提供服务：Cookie 加 Secure，并告知浏览器（HSTS）",
    )
    proxies: int = setting(
        "HUANXIN_PROXIES",
        0,
        "How many reverse proxies stand before the service (X-Forwarded-*)",
        "服务前有几层反向代理（X-Forwarded-*）",
        rule=rules.PROXIES,
    )
    password_complexity: bool = setting(
        "HUANXIN_PASSWORD_COMPLEXITY",
        False,
        "Passwords need three of lower case, upper case, digits, signs",
        "密码须含小写、大写、数字、符号中的三种",
    )
    password_days: int = setting(
        "HUANXIN_PASSWORD_DAYS",
        0,
        "Passwords must be changed after so many days; 0 = never",
        "密码多少天后必须更换；0 为不强制",
        rule=rules.ANY_NUMBER,
    )
    second_factor_roles: str = setting(
        "HUANXIN_SECOND_FACTOR_ROLES",
        "",
        "Roles that must use a second factor, e.g. admin,leader",
        "必须使用动态口令的角色，如 admin,leader",
        rule=rules.ROLES,
    )
    ldap_url: str = setting(
        "HUANXIN_LDAP_URL",
        "",
        "Directory that checks passwords, e.g. ldaps://dc.example",
        "校验密码的目录服务，如 ldaps://dc.example",
        rule=rules.DIRECTORY,
    )
    ldap_dn: str = setting(
        "HUANXIN_LDAP_DN",
        "",
        "Name to bind as, e.g. uid={username},ou=people,dc=example",
        "绑定用的名称，如 uid={username},ou=people,dc=example",
    )
    ldap_starttls: bool = setting(
        "HUANXIN_LDAP_STARTTLS",
        False,
        "Encrypt ldap:// by StartTLS before anything is said",
        "ldap:// 连接先用 StartTLS 加密",
    )
    ldap_base: str = setting(
        "HUANXIN_LDAP_BASE",
        "",
        "Where people are searched for, e.g. ou=people,dc=example; empty = the name is built",
        "查找人员的起点，如 ou=people,dc=example；留空则直接拼出名称",
    )
    ldap_filter: str = setting(
        "HUANXIN_LDAP_FILTER",
        "(uid={username})",
        "How a person is searched for; Active Directory: (sAMAccountName={username})",
        "查找人员的条件；Active Directory 用 (sAMAccountName={username})",
    )
    ldap_reader: str = setting(
        "HUANXIN_LDAP_READER", "", "Name that may search; empty = anybody may", "可以查找的账号"
    )
    ldap_reader_password: str = setting(
        "HUANXIN_LDAP_READER_PASSWORD", "", "Its password", "该账号的密码", secret=True
    )
    ldap_groups: str = setting(
        "HUANXIN_LDAP_GROUPS",
        "",
        "Groups that decide roles: role:dn;role:dn; who is in none may not log in",
        "由组决定角色：角色:组的DN;角色:组的DN；不在任何一组的人不能登录",
    )
    oidc_issuer: str = setting(
        "HUANXIN_OIDC_ISSUER",
        "",
        "OpenID Connect provider to log in at, e.g. https://id.example",
        "统一身份认证（OpenID Connect）的地址，如 https://id.example",
        rule=rules.WEB,
    )
    oidc_client_id: str = setting(
        "HUANXIN_OIDC_CLIENT_ID", "", "Our name at the provider", "本系统在其中的客户端标识"
    )
    oidc_client_secret: str = setting(
        "HUANXIN_OIDC_CLIENT_SECRET", "", "Our secret there", "本系统在其中的密钥", secret=True
    )
    oidc_claim: str = setting(
        "HUANXIN_OIDC_CLAIM",
        "preferred_username",
        "Claim that holds the user name",
        "哪一项声明是用户名",
    )
