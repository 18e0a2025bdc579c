// Beside every text of the build: .gz and .br, compressed once and well, for the server to send.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const dist = fileURLToPath(new URL('../dist', import.meta.url))
const entries = await readdir(dist, { recursive: true, withFileTypes: true })
const texts = entries.filter((entry) => entry.isFile() && /\.(js|css|html|svg|json)$/.test(entry.name))
await Promise.all(
  texts.map(async (entry) => {
    const path = join(entry.parentPath ?? entry.path, entry.name)
    const content = await readFile(path)
    await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 }))
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }
    await writeFile(`${path}.br`, await promisify(brotliCompress)(content, quality))
  }),
)
