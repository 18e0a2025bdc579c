// Forms that outlive a lost connection, a closed page, and a phone that ends the browser while
// its camera is open. IndexedDB, because photographs do not fit into localStorage.

const NAME = 'huanxin'
const STORE = 'drafts'

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(STORE)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error(NAME))
  })
}

async function inStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await opened()
  try {
    return await new Promise<T>((resolve, reject) => {
      const request = work(database.transaction(STORE, mode).objectStore(STORE))
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error ?? new Error(STORE))
    })
  } finally {
    database.close()
  }
}

/** A copy without the proxies of a form, which IndexedDB cannot keep; files stay what they are. */
export function plain<T>(value: T): T {
  if (Array.isArray(value)) return value.map(plain) as T
  if (value && Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)])) as T
  return value
}

/** Keep a draft under a key; false where the browser keeps nothing (private mode, full disk). */
export function keepDraft(key: string, draft: unknown): Promise<boolean> {
  return inStore('readwrite', (store) => store.put(plain(draft), key)).then(
    () => true,
    () => false,
  )
}

/** The draft under a key, if there is one. */
export function findDraft<T>(key: string): Promise<T | undefined> {
  return inStore<T | undefined>('readonly', (store) => store.get(key)).catch(() => undefined)
}

export function dropDraft(key: string | IDBKeyRange): Promise<void> {
  return inStore('readwrite', (store) => store.delete(key)).then(
    () => undefined,
    () => undefined,
  )
}

/** Beginning of the keys of what the server has as well: kept to be read without a network. */
export const COPY = 'copy/'

/** Delete every copy, whose ever it is. */
export function dropCopies(): Promise<void> {
  // The second range is what older builds called them.
  return Promise.all([dropDraft(beginning(COPY)), dropDraft(beginning('inspection-copy/'))]).then(() => undefined)
}

/** The drafts whose keys begin so, by their keys. */
export async function listDrafts<T>(prefix: string): Promise<Map<string, T>> {
  const keys = await draftKeys(prefix)
  const drafts = await inStore<T[]>('readonly', (store) => store.getAll(beginning(prefix))).catch(() => [])
  return new Map(keys.flatMap((key, index) => (index in drafts ? [[key, drafts[index]!]] : [])))
}

/** Every key that begins so. */
export async function draftKeys(prefix: string): Promise<string[]> {
  return (await inStore('readonly', (store) => store.getAllKeys(beginning(prefix))).catch(() => [])).map(String)
}

const beginning = (prefix: string) => IDBKeyRange.bound(prefix, `${prefix}\uffff`)

/** What a page that ends can still keep: IndexedDB answers too late for it. Files do not fit. */
const LAST = 'huanxin.last/'

export function keepLast(key: string, draft: unknown): void {
  if (!hasFiles(draft)) localStorage.setItem(LAST + key, JSON.stringify(draft))
}

export function dropLast(key: string): void {
  localStorage.removeItem(LAST + key)
}

/** Put what ended pages have left to the other drafts. */
export async function takeLast(prefix: string): Promise<void> {
  const left = Object.keys(localStorage).filter((key) => key.startsWith(LAST + prefix))
  for (const key of left) {
    const draft = localStorage.getItem(key)
    if (draft && (await keepDraft(key.slice(LAST.length), JSON.parse(draft)))) localStorage.removeItem(key)
  }
}

function hasFiles(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false
  return value instanceof Blob || Object.values(value).some(hasFiles)
}
