import { createApp } from 'vue'
import { i18n } from '@/lib/i18n'
import '@/styles/base.css'
import App from './App.vue'
import { router } from './router'

createApp(App).use(i18n).use(router).mount('#app')
