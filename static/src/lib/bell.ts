import { ref } from 'vue'
import { api, ask } from './api'

/** How many notifications one has not read; 100 stands for 100 and more. */
export const ringing = ref(0)

/** Ask the server again; a bell that cannot be asked keeps what it knows. */
export async function ring(): Promise<void> {
  const found = await ask(api.GET('/api/v1/notifications/unread')).catch(() => null)
  if (found) ringing.value = found.unread ?? 0
}
