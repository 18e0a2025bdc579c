// What Element Plus says by itself in the parts that the pages use; its own files, of calendars and
// all the rest, were 3 kB of the first load for each language.
type Say = (key: string) => string

export function elementWords(language: string, t: Say) {
  const close = t('element.close')
  return {
    name: language,
    el: {
      dialog: { close },
      drawer: { close },
      dropdown: { toggleDropdown: t('element.menu') },
      input: { characters: t('element.characters') },
      messagebox: {
        title: t('element.message'),
        confirm: t('action.confirm'),
        cancel: t('action.cancel'),
        error: t('element.invalid'),
        close,
      },
      tag: { close: t('element.removeTag') },
    },
  }
}

/** Stands for the English file, on which Element Plus falls back where no language is provided. */
export default { name: 'en', el: {} }
