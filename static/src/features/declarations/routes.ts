import { byNumbers, routesOf } from '@/lib/routes'

const { detail, page } = routesOf('declarations')

export const routes = [
  page('/declarations', 'declarations', () => import('./pages/DeclarationsPage.vue')),
  detail('declarations', '/declarations/:id(\\d+)', 'declaration', () => import('./pages/DeclarationPage.vue')),
  detail(
    'declarations',
    '/declarations/:id(\\d+)/items/:item(\\d+)',
    'declaration-item',
    () => import('./pages/DeclarationItemPage.vue'),
    {
      props: byNumbers('id', 'item'),
      words: ['device'],
    },
  ),
]
