// Keeps the files of one build, never an answer of the API: what a person sees stays out of it.
const PREFIX = 'huanxin-'
const STORE = `${PREFIX}BUILD`
const FILES = [/* FILES */]

/** All or nothing: a start page of a newer build than the files beside it would open nothing. */
async function keep() {
  const store = await caches.open(STORE)
  await store.addAll(FILES)
  const start = await (await store.match('/')).text()
  const named = [...start.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, file]) => file)
  if (named.every((file) => FILES.includes(file))) return self.skipWaiting()
  await caches.delete(STORE)
  throw new Error('the build has changed meanwhile')
}

self.addEventListener('install', (event) => event.waitUntil(keep()))

/** Pages that are open may be of the former build: its files stay until the next one comes. */
async function drop() {
  const stores = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== STORE)
  await Promise.all(stores.slice(0, -1).map((name) => caches.delete(name)))
}

self.addEventListener('activate', (event) => event.waitUntil(drop()))

/** A page is asked of the server first, so that a new build is met at once; all have one start page. */
async function page(request) {
  try {
    return await fetch(request)
  } catch (error) {
    const start = await (await caches.open(STORE)).match('/')
    if (start) return start
    throw error
  }
}

/** A name under assets/ says what is in the file, so that each build's store has the right one. */
async function file(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request)
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return
  if (request.mode === 'navigate' && !pathname.startsWith('/api/')) event.respondWith(page(request))
  else if (pathname.startsWith('/assets/')) event.respondWith(file(request))
})
