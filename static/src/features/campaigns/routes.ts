import { OFFICIALS, routesOf } from '@/lib/routes'

const { detail, page } = routesOf('campaigns')

export const routes = [
  page('/campaigns', 'campaigns', () => import('./pages/CampaignsPage.vue'), { roles: OFFICIALS }),
  detail('campaigns', '/campaigns/:id(\\d+)', 'campaign', () => import('./pages/CampaignPage.vue'), {
    roles: OFFICIALS,
    words: ['cases'],
  }),
]
