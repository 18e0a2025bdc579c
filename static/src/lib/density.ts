import { ref } from 'vue'

const KEY = 'huanxin.density'

/** Whether tables are set closer, as somebody chose on this device. */
export const dense = ref(read())
show()

export function switchDensity(): void {
  dense.value = !dense.value
  try {
    localStorage.setItem(KEY, dense.value ? 'dense' : '')
  } catch {
    // A browser that keeps nothing: it lasts as long as the page.
  }
  show()
}

function read(): boolean {
  try {
    return localStorage.getItem(KEY) === 'dense'
  } catch {
    return false
  }
}

function show(): void {
  document.documentElement.classList.toggle('dense', dense.value)
}
