export const words = {
  manual: {
    contents: 'Contents',
    note: 'The “?” on top of each page opens its section here',
    full: 'The whole text is in Chinese',
    site: 'All documentation: running it, settings, extending, API',
  },
}
