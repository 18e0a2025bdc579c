/** Words of this feature in Chinese, the language of the house; `words.en.ts` must have the same keys. */
export const words = {
  manual: {
    contents: '目录',
    note: '每一页右上角的“?”会打开这里对应的一节',
    full: '完整内容为中文',
    site: '全部文档：部署、配置、扩展、接口',
  },
}
