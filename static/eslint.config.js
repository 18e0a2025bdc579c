import prettier from 'eslint-config-prettier/flat'
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import typescript from 'typescript-eslint'

/** A room imports only from those below it: app, features, ui, lib. */
const rooms = ['lib', 'ui', 'features', 'app']
const order = rooms.slice(0, -1).map((room, index) => ({
  files: [`src/${room}/**`],
  ignores: ['**/*.test.ts'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `(^@|\\.\\.)/(${rooms.slice(index + 1).join('|')})/`,
            message: `${room}/ stands below.`,
          },
        ],
      },
    ],
  },
}))

export default typescript.config(
  { ignores: ['dist/', 'src/components.d.ts', 'src/lib/schema.d.ts'] },
  typescript.configs.recommended,
  vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { globals: globals.browser, parserOptions: { parser: typescript.parser } },
    rules: {
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/component-name-in-template-casing': ['error', 'kebab-case', { registeredComponentsOnly: false }],
      'vue/custom-event-name-casing': 'error',
      'vue/define-macros-order': 'error',
      'vue/no-unused-refs': 'error',
      'vue/no-useless-v-bind': 'error',
      'vue/prefer-true-attribute-shorthand': 'error',
      'vue/require-default-prop': 'off', // optional properties are undefined by type
      'vue/no-v-html': 'error',
    },
  },
  { files: ['scripts/**'], languageOptions: { globals: globals.node } },
  { files: ['scripts/worker.js'], languageOptions: { globals: globals.serviceworker } },
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_' }], // taken out of the rest
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    },
  },
  ...order,
  prettier,
  { rules: { 'max-len': ['error', { code: 120, ignoreUrls: true }] } },
)
