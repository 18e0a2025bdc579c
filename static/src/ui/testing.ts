import { mount, type ComponentMountingOptions } from '@vue/test-utils'
import type { Component } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { i18n, loadWords } from '@/lib/i18n'

/** A part as a page shows it: with its words, in Chinese, and a router that leads nowhere. */
export async function shown<C extends Component>(part: C, options: ComponentMountingOptions<C>) {
  await loadWords(['app'])
  const nowhere = { template: '<p />' }
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: nowhere }] })
  const wrapper = mount(part as Component, {
    ...(options as object),
    attachTo: document.body,
    global: { plugins: [i18n, router] },
  })
  return { wrapper, router }
}
