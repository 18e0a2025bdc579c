import { ref } from 'vue'
import { fetchFile, save } from './api'
import { tellError } from './telling'

/** A button that fetches a file: whether it is at it, and the act; a failure is told. */
export function useDownload() {
  const busy = ref(false)

  async function download(path: string, name: string): Promise<void> {
    busy.value = true
    try {
      save(await fetchFile(path), name)
    } catch (error) {
      tellError(error)
    }
    busy.value = false
  }

  return { busy, download }
}
