// Keeps the files of one build, never an answer of the API: what a person sees stays out of it.
const STORE = 'huanxin-BUILD'
const FILES = [/* FILES */]

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(STORE).then((store) => store.addAll(FILES)))
})

// Runs when no tab has the former build open any more: only then its files are dropped.
self.addEventListener('activate', (event) => {
  const drop = (names) => Promise.all(names.filter((name) => name !== STORE).map((name) => caches.delete(name)))
  event.waitUntil(caches.keys().then(drop))
})

async function kept(request) {
  const store = await caches.open(STORE)
  return store.match(request, { ignoreVary: true })
}

// A page is asked of the server first, so that a new build is met at once; its start page is the
// same for every address.
async function page(request) {
  try {
    return await fetch(request)
  } catch (error) {
    const start = await kept('/')
    if (start) return start
    throw error
  }
}

async function file(request) {
  return (await kept(request)) ?? fetch(request)
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  const address = new URL(request.url)
  if (request.method !== 'GET' || address.origin !== location.origin) return
  if (request.mode === 'navigate' && !address.pathname.startsWith('/api/')) event.respondWith(page(request))
  else if (FILES.includes(address.pathname)) event.respondWith(file(request))
})
