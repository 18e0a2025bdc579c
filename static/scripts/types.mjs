// Types of the API from its own description: src/lib/schema.d.ts.
// What the server answers is always complete, so every property of an answer counts as present;
// the description marks only what a request must give.
import { readFile, writeFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'

const base = new URL('../', import.meta.url)
const document = JSON.parse(await readFile(new URL('openapi.json', base), 'utf8'))
const schemas = document.components.schemas

function referenced(node, found = new Set()) {
  if (Array.isArray(node)) node.forEach((item) => referenced(item, found))
  else if (node && typeof node === 'object') {
    const name = node.$ref?.startsWith('#/components/schemas/') && node.$ref.split('/').pop()
    if (name && !found.has(name)) {
      found.add(name)
      referenced(schemas[name], found)
    }
    Object.values(node).forEach((value) => referenced(value, found))
  }
  return found
}

const asked = new Set()
const answered = new Set()
for (const path of Object.values(document.paths)) {
  for (const operation of Object.values(path)) {
    if (!operation || typeof operation !== 'object' || !operation.responses) continue
    referenced([operation.requestBody, operation.parameters], asked)
    referenced(operation.responses, answered)
  }
}
for (const name of answered) {
  const schema = schemas[name]
  if (!asked.has(name) && schema.properties) schema.required = Object.keys(schema.properties)
}
// "An object or nothing" comes as a choice between a nameless object and the named one.
function sayNull(node) {
  if (Array.isArray(node)) node.forEach(sayNull)
  else if (node && typeof node === 'object') {
    for (const key of ['anyOf', 'oneOf']) {
      const nameless = (one) => one.nullable && !one.properties && !one.$ref
      if (node[key]) node[key] = node[key].map((one) => (nameless(one) ? { type: 'null' } : one))
    }
    Object.values(node).forEach(sayNull)
  }
}

sayNull(schemas)
const text = astToString(await openapiTS(document, { defaultNonNullable: false }))
await writeFile(new URL('src/lib/schema.d.ts', base), text)
