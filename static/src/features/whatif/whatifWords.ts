import { useI18n } from 'vue-i18n'
import { chosen } from '@/lib/i18n'
import { formatNumber } from '@/lib/format'
import type { Setting } from './whatif'

/** How the values of settings read. */
export function useSettingWords() {
  const { t } = useI18n()

  function word(setting: Pick<Setting, 'type' | 'unit' | 'unit_en'>, value: unknown): string {
    if (value == null) return t('whatif.never')
    if (typeof value === 'boolean') return value ? t('word.yes') : t('word.no')
    if (Array.isArray(value)) return value.join(t('word.and'))
    if (setting.type === 'outcome') return t(`outcome.${value as string}`)
    if (setting.type === 'obligation') return t(`obligation.${value as string}`)
    if (typeof value !== 'number') return String(value)
    return [formatNumber(value), chosen(setting.unit, setting.unit_en)].filter(Boolean).join(' ')
  }

  return { word, nameOf: (setting: Setting) => chosen(setting.name, setting.name_en) }
}
