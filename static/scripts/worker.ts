// dist/worker.js: what opens the pages of an inspection without a network. The build's files are
// listed in it, so that each build is another worker with a store of its own.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Plugin, Rollup } from 'vite'

// The pages that people open where there may be no network, and what may come over them.
const OFFLINE = [
  'app/main.ts',
  'app/MissingPage.vue',
  'features/account/pages/LoginPage.vue',
  'features/account/parts/SessionEnded.vue',
  'features/inspections/pages/InspectionPage.vue',
  'features/inspections/pages/MissionsPage.vue',
  'features/inspections/sending.ts',
  'lib/boxes.ts',
  'lib/leaving.ts',
  ...['app', 'features/inspections', 'features/account'].flatMap((room) => [
    `${room}/words.zh.ts`,
    `${room}/words.en.ts`,
  ]),
]

/** Where each of them went: small parts are merged into others, which no manifest tells. */
function chunkOf(part: string, chunks: Rollup.OutputChunk[]): Rollup.OutputChunk {
  const found = chunks.find((chunk) => chunk.moduleIds.some((id) => id.endsWith(`/src/${part}`)))
  if (!found) throw new Error(`no part of the build: ${part}`)
  return found
}

/** The addresses of all that these parts are made of. */
function addresses(bundle: Rollup.OutputBundle): string[] {
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
  const needed = new Set(OFFLINE.map((part) => chunkOf(part, chunks)))
  for (const chunk of needed)
    for (const name of chunk.imports) {
      const other = bundle[name]
      if (other?.type === 'chunk') needed.add(other)
    }
  const files = [...needed].flatMap((chunk) => [chunk.fileName, ...(chunk.viteMetadata?.importedCss ?? [])])
  return ['/', '/icon.svg', ...[...new Set(files)].sort().map((file) => `/${file}`)]
}

export function worker(): Plugin {
  return {
    name: 'worker',
    apply: 'build',
    generateBundle(_options, bundle) {
      const files = JSON.stringify(addresses(bundle))
      const text = readFileSync(new URL('worker.js', import.meta.url), 'utf8')
      const start = readFileSync(new URL('../index.html', import.meta.url), 'utf8')
      const build = createHash('sha256').update(files).update(start).digest('hex').slice(0, 12)
      const source = text.replace('BUILD', build).replace('[/* FILES */]', files)
      this.emitFile({ type: 'asset', fileName: 'worker.js', source })
    },
  }
}
