import { computed } from 'vue'
import { describe, expect, it } from 'vitest'
import { createI18n, useI18n } from 'vue-i18n'

describe('the words of the pages', () => {
  const { global } = createI18n({ locale: 'zh', messages: { zh: {}, en: {} } })
  const { t: say, te } = useI18n()
  const greeting = computed(() => say('a.hello', { name: '{x}$&', count: 0 }))

  it('are their keys until they come, and then at once', () => {
    expect([greeting.value, te('a.hello')]).toEqual(['a.hello', false])
    global.mergeLocaleMessage('zh', { a: { hello: '{name}：{count}{more}' } })
    global.mergeLocaleMessage('zh', { b: { bye: '再见' } })
    expect([greeting.value, say('b.bye'), te('a.hello')]).toEqual(['{x}$&：0', '再见', true])
  })

  it('are those of the language that is spoken', () => {
    global.mergeLocaleMessage('en', { a: { hello: 'Hello {name}' } })
    global.locale.value = 'en'
    expect([greeting.value, say('b.bye'), say('a'), te('a')]).toEqual(['Hello {x}$&', 'b.bye', 'a', false])
  })
})
