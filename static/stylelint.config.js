/** Colours have names: hexadecimal ones stand only where the names are given. */
export default {
  extends: ['stylelint-config-standard', 'stylelint-config-html/vue'],
  ignoreFiles: ['dist/**'],
  rules: {
    'color-no-hex': true,
    'alpha-value-notation': null,
    'color-function-notation': null, // the notations of Chrome 90
    'media-feature-range-notation': 'prefix', // Chrome 104 has the other
    'selector-class-pattern': null, // Element Plus's, and states as the server calls them
    'no-descending-specificity': null, // scoped styles are short: their order tells more
    'selector-pseudo-class-no-unknown': [true, { ignorePseudoClasses: ['deep'] }],
  },
  overrides: [{ files: ['src/styles/tokens.css'], rules: { 'color-no-hex': null } }],
}
