import { draftKeys, dropDraft, takeLast } from './drafts'
import { formsOf } from './drafting'
import { i18n } from './i18n'
import { boxes } from './telling'

/** Ask about what lies on this device before somebody leaves it; false when they stay after all. */
export async function mayLeave(user: number): Promise<boolean> {
  await takeLast(formsOf(user))
  const prefixes = [formsOf(user), `inspection/${user}/`, `nameplate/${user}/`]
  const kept = (await Promise.all(prefixes.map(draftKeys))).flat()
  if (!kept.length) return true
  const t = i18n.global.t
  const { ElMessageBox } = await boxes()
  const answer = await ElMessageBox.confirm(t('draft.leaving', { count: kept.length }), {
    confirmButtonText: t('draft.drop'),
    cancelButtonText: t('draft.stay'),
    distinguishCancelAndClose: true,
    type: 'warning',
  }).then(
    () => 'drop',
    (action: unknown) => (action === 'cancel' ? 'stay' : 'close'),
  )
  if (answer === 'drop') await Promise.all(kept.map(dropDraft))
  return answer !== 'close'
}
