/** What each kind of channel asks for, as inventory/registry/notifications/channels.py has it. */
export interface Field {
  name: string
  optional?: boolean
  secret?: boolean
  choices?: readonly string[]
}

const robot: readonly Field[] = [{ name: 'url', secret: true }]

export const FIELDS = {
  mail: [
    { name: 'host' },
    { name: 'port' },
    { name: 'security', choices: ['starttls', 'tls', 'none'] },
    { name: 'sender' },
    { name: 'username', optional: true },
    { name: 'password', optional: true, secret: true },
  ],
  sms: [
    { name: 'url' },
    { name: 'method', choices: ['POST', 'GET'] },
    { name: 'body', optional: true },
    { name: 'content_type', optional: true },
    { name: 'expected', optional: true },
    { name: 'secret', optional: true, secret: true },
  ],
  wecom: robot,
  dingtalk: [...robot, { name: 'secret', optional: true, secret: true }],
  feishu: [...robot, { name: 'secret', optional: true, secret: true }],
  webhook: [{ name: 'url' }, { name: 'secret', secret: true }],
} as const satisfies Record<string, readonly Field[]>

export type Kind = keyof typeof FIELDS
export const KINDS = Object.keys(FIELDS) as Kind[]
/** These reach one person; the others are told what a group wants to know. */
export const OF_PERSONS: readonly Kind[] = ['mail', 'sms']

export const fieldsOf = (kind: Kind): readonly Field[] => FIELDS[kind]

/** Where a channel's messages go, as far as that is no secret. */
export function targetOf(settings: Record<string, string> | undefined): string {
  const { host, port, url } = settings ?? {}
  return host ? `${host}:${port ?? ''}` : (url ?? '')
}
