import { createI18n } from 'vue-i18n'

export type Language = 'zh' | 'en'

interface Words {
  [key: string]: string | Words
}

const KEY = 'huanxin.language'

/** The words of every room, each of which is fetched when a page first shows it. */
const files = import.meta.glob<Words>(['../app/words.*.ts', '../features/*/words.*.ts', '!**/*.test.ts'], {
  import: 'words',
})

function remembered(): Language {
  return localStorage.getItem(KEY) === 'en' ? 'en' : 'zh'
}

export const i18n = createI18n({ legacy: false, locale: remembered(), messages: { zh: {}, en: {} } })

const rooms = new Set<string>()
const fetched = new Map<string, Promise<void>>()
/** The language that was asked for; the page speaks it once its words have come. */
let wanted = remembered()

function fetchWords(room: string, language: Language): Promise<void> {
  const path = `../${room === 'app' ? room : `features/${room}`}/words.${language}.ts`
  const known = fetched.get(path)
  if (known) return known
  const coming = read(path, language).catch((error: unknown) => {
    fetched.delete(path)
    throw error
  })
  fetched.set(path, coming)
  return coming
}

async function read(path: string, language: Language): Promise<void> {
  const file = files[path]
  if (!file) throw new Error(`no such words: ${path}`)
  i18n.global.mergeLocaleMessage(language, await file())
}

/** Fetch what a page says: `app` for the shared words, else the names of features. */
export async function loadWords(names: readonly string[]): Promise<void> {
  names.forEach((name) => rooms.add(name))
  const languages = new Set([currentLanguage(), wanted])
  await Promise.all([...languages].flatMap((language) => names.map((name) => fetchWords(name, language))))
}

function mark(language: Language): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}

mark(remembered())

export function currentLanguage(): Language {
  return i18n.global.locale.value as Language
}

export async function switchLanguage(language: Language): Promise<void> {
  wanted = language
  localStorage.setItem(KEY, language) // a page that is left before its words have come has been told
  await loadWords([...rooms])
  if (wanted !== language) return
  i18n.global.locale.value = language
  mark(language)
}

/** Text that the server gives in both languages. */
export function chosen(zhText: string, enText: string | null | undefined): string {
  return currentLanguage() === 'en' && enText ? enText : zhText
}
