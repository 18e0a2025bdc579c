/** Words of this feature in Chinese, the language of the house; `words.en.ts` must have the same keys. */
export const words = {
  check: {
    title: '文书核验',
    number: '文号',
    unnumbered: '本文书没有文号',
    digest: '校验码',
    state: '状态',
    issued: '有效：已签发',
    withdrawn: '已撤销，不再执行',
    corrected: '已更正，以更正决定书为准',
    compare: '请与纸面上的文号、校验码逐字核对。不一致的，请向签发机关核实。',
    none: '没有查到这份文书',
    noneHint: '请核对校验码；草稿不能核验。仍有疑问的，请向签发机关核实。',
  },
}
