import { createI18n } from 'vue-i18n'
import { en } from './locales/en'
import { zh } from './locales/zh'

export type Language = 'zh' | 'en'

const KEY = 'huanxin.language'

function remembered(): Language {
  return localStorage.getItem(KEY) === 'en' ? 'en' : 'zh'
}

export const i18n = createI18n({
  legacy: false,
  locale: remembered(),
  messages: { zh, en },
})

function mark(language: Language): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}

mark(remembered())

export function currentLanguage(): Language {
  return i18n.global.locale.value as Language
}

export function switchLanguage(language: Language): void {
  i18n.global.locale.value = language
  localStorage.setItem(KEY, language)
  mark(language)
}

/** Text that the server gives in both languages. */
export function chosen(zhText: string, enText: string | null | undefined): string {
  return currentLanguage() === 'en' && enText ? enText : zhText
}
