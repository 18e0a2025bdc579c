import { readonly, ref } from 'vue'

/** How long a page waits for its parts before it is shown as far as it has come, in ms. */
export const PATIENCE = 1000

const shown = ref(true)
let pending = 0
let opening = 0

/** Whether the page that was opened is complete, or has waited long enough. */
export const settled = readonly(shown)

/**
 * A page was opened: it is shown in one piece, when everything that it asks for has come. Else
 * parts that come late push the others about, under the reader's eyes and finger.
 */
export function settle(): void {
  const mine = ++opening
  shown.value = false
  setTimeout(() => reveal(mine), PATIENCE)
  look(mine)
}

/** A question to the server that the page in the making, if any, waits for. */
export function waitFor(answer: Promise<unknown>): void {
  if (shown.value) return
  const mine = opening
  pending += 1
  const done = () => {
    pending -= 1
    look(mine)
  }
  answer.then(done, done)
}

/** What has come makes parts of the page appear, which may ask for more: look after they did. */
function look(mine: number): void {
  setTimeout(() => {
    if (!pending) reveal(mine)
  })
}

function reveal(mine: number): void {
  if (mine === opening) shown.value = true
}
