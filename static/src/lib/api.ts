import createClient from 'openapi-fetch'
import type { components, paths } from './schema'
import { waitFor } from './settling'

export type Schemas = components['schemas']

/** What is wrong at one field; `name` is how people call the field. */
export interface Detail {
  field?: string
  value?: unknown
  message?: string
  message_en?: string
  name?: string
  name_en?: string
}

/** What the server says went wrong: which, why, and what to do about it. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly zh: string,
    readonly en: string,
    readonly remedy: string,
    readonly details: Detail[] = [],
    readonly remedyEn = '',
  ) {
    super(zh)
  }
}

/** No answer at all: the connection is lost, nothing was changed as far as we know. */
export class Offline extends Error {}

type Body = { error?: Partial<Record<string, unknown>> }

function problemOf(status: number, body: unknown): Problem {
  const error = (body as Body | undefined)?.error ?? {}
  const text = (key: string) => (typeof error[key] === 'string' ? (error[key] as string) : '')
  const details = Array.isArray(error.details) ? (error.details as Problem['details']) : []
  return new Problem(
    status,
    text('code') || `http_${status}`,
    text('message'),
    text('message_en'),
    text('remedy'),
    details,
    text('remedy_en'),
  )
}

/** What to do when the session has ended: true once the same person is logged in again. */
let renew: () => Promise<boolean> = () => Promise.resolve(false)

export function whenLoggedOut(action: () => Promise<boolean>): void {
  renew = action
}

/** The session lies in a cookie that scripts cannot read; this one is shown with every change. */
function signed(request: Request): Request {
  const token = /(?:^|; )huanxin_csrf=([^;]*)/.exec(document.cookie)?.[1]
  if (token) request.headers.set('X-CSRF-Token', decodeURIComponent(token))
  return request
}

/** Send a request; one that met the end of the session is repeated once the person is back. */
async function send(request: Request): Promise<Response> {
  const answer = await fetch(signed(request.clone()))
  if (answer.status !== 401 || (await codeOf(answer)) !== 'not_logged_in') return answer
  return (await renew()) ? fetch(signed(request)) : answer
}

async function codeOf(answer: Response): Promise<string> {
  return problemOf(
    answer.status,
    await answer
      .clone()
      .json()
      .catch(() => undefined),
  ).code
}

export const api = createClient<paths>({ baseUrl: '', fetch: send })

type Answer<T> = { data?: T; error?: unknown; response: Response }

/**
 * The answer's content; throws Problem when refused, Offline when nobody answered. A page is shown
 * when all has come that it asked for, but for what stands `below` the rest and pushes nothing.
 */
export async function ask<T>(pending: Promise<Answer<T>>, { below = false } = {}): Promise<T> {
  if (!below) waitFor(pending)
  const { data, error, response } = await pending.catch(() => {
    throw new Offline()
  })
  if (response.ok) return data as T
  throw problemOf(response.status, error)
}

/** A file of the API as a Blob: PDFs and workbooks are behind the login, a plain link cannot ask. */
export async function fetchFile(path: string, init: RequestInit = {}): Promise<Blob> {
  const response = await send(new Request(path, init)).catch(() => {
    throw new Offline()
  })
  if (response.ok) return response.blob()
  throw problemOf(response.status, await response.json().catch(() => undefined))
}

/** Send a form with files; openapi-fetch would have to guess its boundary. */
export async function sendForm<T>(path: string, form: FormData): Promise<T> {
  const blob = await fetchFile(path, { method: 'POST', body: form })
  return JSON.parse(await blob.text()) as T
}

/** Let the browser save a Blob under a name. */
export function save(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
