import { shallowReactive, ref, type Ref } from 'vue'

// What the pages use of vue-i18n, under whose name it is imported (decision 0030): the library with
// its compiler of messages was a quarter of what a page must load before it can begin.

/** Words by their keys; a part of a key is a folder of words. */
export interface Words {
  [key: string]: string | Words
}

export type Named = Record<string, unknown>

const GAP = /\{(\w+)\}/g

function found(words: Words | undefined, key: string): string | undefined {
  let place: string | Words | undefined = words
  for (const part of key.split('.')) place = typeof place === 'object' ? place[part] : undefined
  return typeof place === 'string' ? place : undefined
}

/** The languages of the pages and their words, of which more come while pages are opened. */
export function createI18n({ locale, messages }: { locale: string; messages: Record<string, Words> }) {
  const spoken = shallowReactive(messages)
  const language: Ref<string> = ref(locale)
  const te = (key: string): boolean => found(spoken[language.value], key) !== undefined
  /** The words of a key with its gaps filled; the key where it has none. */
  const t = (key: string, named: Named = {}): string =>
    found(spoken[language.value], key)?.replace(GAP, (_gap, name: string) => String(named[name] ?? '')) ?? key
  const global = {
    locale: language,
    t,
    te,
    /** Each first part of a key is one room's: rooms never add to each other's words. */
    mergeLocaleMessage: (name: string, words: Words) => {
      spoken[name] = { ...spoken[name], ...words }
    },
  }
  current = global
  return { global, install: () => undefined }
}

type Composer = ReturnType<typeof createI18n>['global']
let current: Composer

export const useI18n = (): Composer => current
