// dist/worker.js: what opens the pages of an inspection without a network. The build's files are
// listed in it, so that each build is another worker with a store of its own.
import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const place = (path) => fileURLToPath(new URL(path, import.meta.url))
const manifest = JSON.parse(readFileSync(place('../dist/.vite/manifest.json'), 'utf8'))

// The pages that people open where there may be no network, and what lies over every page.
const OFFLINE = [
  'src/app/main.ts',
  'src/features/inspections/pages/InspectionPage.vue',
  'src/features/inspections/pages/MissionsPage.vue',
  'src/features/visits/pages/DeviceCardPage.vue',
  'src/features/visits/pages/ScanPage.vue',
  'src/features/visits/pages/VisitPage.vue',
  'src/features/visits/pages/VisitsPage.vue',
  'src/features/account/parts/SessionEnded.vue',
  'src/features/search/parts/SearchPanel.vue',
  'src/lib/boxes.ts',
  'src/lib/leaving.ts',
  ...['app', 'features/inspections', 'features/visits', 'features/alerts', 'features/account'].flatMap((room) => [
    `src/${room}/words.zh.ts`,
    `src/${room}/words.en.ts`,
  ]),
]

const files = new Set(['/', '/icon.svg'])
const seen = new Set()
function take(key) {
  const chunk = manifest[key]
  if (!chunk || seen.has(key)) return
  seen.add(key)
  for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(`/${file}`)
  for (const other of chunk.imports ?? []) take(other)
}
// The start page is the entry of `main.ts` in the manifest.
for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry) take(key)
OFFLINE.forEach(take)
const missing = OFFLINE.filter((key) => key !== 'src/app/main.ts' && !manifest[key])
if (missing.length) throw new Error(`no part of the build: ${missing}`)

const build = createHash('sha256')
  .update(readFileSync(place('../dist/index.html')))
  .update([...files].join())
  .digest('hex')
const text = readFileSync(place('worker.js'), 'utf8')
  .replace('BUILD', build.slice(0, 12))
  .replace('[/* FILES */]', JSON.stringify([...files].sort()))
writeFileSync(place('../dist/worker.js'), text)
rmSync(place('../dist/.vite'), { recursive: true }) // of no use to who is served
