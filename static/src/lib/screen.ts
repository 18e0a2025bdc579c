import { onScopeDispose, ref, type Ref } from 'vue'

/** Whether the window is as narrow as a phone; the same limit as in the styles. */
export function usePhone(): Ref<boolean> {
  const query = window.matchMedia('(max-width: 767px)')
  const phone = ref(query.matches)
  const turn = (event: MediaQueryListEvent): void => {
    phone.value = event.matches
  }
  query.addEventListener('change', turn)
  onScopeDispose(() => query.removeEventListener('change', turn))
  return phone
}
