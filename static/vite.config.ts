import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import Components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import { defineConfig } from 'vitest/config'
import { worker } from './scripts/worker'

const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url)).replace(/\/\.?$/, '')

const BASE = /node_modules\/(vue|@vue|vue-router|vue-i18n|@intlify|openapi-fetch)\//
/** What lists are made of, in one file: a slow line pays for each. Its styles begin with the shared ones. */
const LISTS = new RegExp(
  '/src/(' +
    [
      'styles/.*',
      'ui/(ChoiceBar|DataTable|OutcomeBadge|TableHead|columns|columnWidths|tableKeys)',
      'lib/(density|downloading|facts|jobs|library|outcomes)',
      'features/(cases/(parts/CaseMark|moves)|ledger/(exporting|ledgerColumns|parts/(DeviceTable|FacetBar)))',
    ].join('|') +
    ')\\.',
)

export default defineConfig({
  logLevel: 'warn',
  plugins: [
    vue(),
    worker(),
    // Element Plus by the piece: a page pays only for the components that it shows.
    Components({
      dirs: [],
      dts: 'src/components.d.ts',
      // Tests look at words and behaviour: they need no styles.
      resolvers: [ElementPlusResolver({ importStyle: process.env.VITEST ? false : 'css' })],
    }),
  ],
  resolve: {
    alias: [
      { find: /^@(?=\/)/, replacement: source('.') },
      // Element Plus mixes shades for buttons of a free colour; ours have the tokens' colours only.
      { find: '@ctrl/tinycolor', replacement: source('ui/noColours.ts') },
      // It knows the words of calendars, and how to reckon with days: the pages have none of its.
      { find: /^.*\/locale\/lang\/en\.mjs$/, replacement: source('ui/elementWords.ts') },
      { find: /^dayjs$/, replacement: source('ui/noDays.ts') },
    ],
  },
  define: {
    __VUE_OPTIONS_API__: true, // Element Plus has components in that style
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: {
    target: 'chrome90', // what old offices have
    cssTarget: 'chrome90',
    assetsInlineLimit: 0, // the Content-Security-Policy allows no data: scripts or styles
    chunkSizeWarningLimit: 900, // ECharts, loaded by the dashboard alone
    rollupOptions: {
      output: {
        experimentalMinChunkSize: 2_000, // a slow line pays for every file
        manualChunks: (id) => (BASE.test(id) ? 'base' : LISTS.test(id) ? 'lists' : undefined),
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
  test: {
    include: ['src/**/*.test.ts'],
    environment: 'node',
    server: { deps: { inline: ['element-plus'] } }, // its style sheets are no modules of Node
  },
})
