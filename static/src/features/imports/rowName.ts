import { useI18n } from 'vue-i18n'
import { onPage, type Pages } from './imports'

/** The name of a row: its number, or where it stands on its page. */
export function useRowName(pagesOf: (sheet: string) => Pages): (item: { sheet: string; row: number }) => string {
  const { t } = useI18n()
  return ({ sheet, row }) => {
    const at = onPage(pagesOf(sheet), row)
    return at ? t('imports.onPage', at) : String(row)
  }
}
