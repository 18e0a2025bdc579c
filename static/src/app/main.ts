import { createApp } from 'vue'
import { i18n } from '@/lib/i18n'
import '@/styles/tokens.css'
import '@/styles/base.css'
import '@/styles/parts.css'
import '@/styles/helpers.css'
import App from './App.vue'
import { router } from './router'

createApp(App).use(i18n).use(router).mount('#app')
