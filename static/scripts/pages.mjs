// Lists the addresses of the pages, so that the server answers 404 where there is none.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const place = (path) => fileURLToPath(new URL(path, import.meta.url))
const features = readdirSync(place('../src/features')).map((name) => place(`../src/features/${name}/routes.ts`))
const files = [...features.filter(existsSync), place('../src/app/router.ts')]
const sources = files.map((path) => readFileSync(path, 'utf8'))

// '/cases/:id(\\d+)' is a page's address; '/:rest(.*)*' stands for all that are none.
const patterns = sources
  .flatMap((source) => [...source.matchAll(/'(\/[^'*]*)'/g)].map(([, path]) => path))
  .map((path) => path.replaceAll('\\\\', '\\').replace(/:\w+(?:\(([^)]*)\))?/g, (_all, what) => what ?? '[^/]+'))
writeFileSync(place('../dist/pages.json'), JSON.stringify([...new Set(patterns)].sort(), undefined, 1))
