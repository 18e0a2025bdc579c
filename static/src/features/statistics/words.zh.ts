/** Words of this feature in Chinese, the language of the house; `words.en.ts` must have the same keys. */
export const words = {
  dashboard: {
    byKind: '类别与结论',
    coming: '未来 24 个月到期',
    due: '到期设备',
    overdue: '已过期限 {count} 台',
    ages: '使用年限',
    unknown: '不详',
    levels: '能效水平',
    counted: '{kind}：{field}',
    regions: '分地区',
    table: '查看数据表',
    asOf: '截至 {day}',
    up: '回到全部地区',
  },
}
