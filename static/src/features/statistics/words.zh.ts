/** Words of this feature in Chinese, the language of the house; `words.en.ts` must have the same keys. */
export const words = {
  pivot: {
    title: '交叉统计',
    note: '按两种划分同时统计设备台数；点任一数字打开名单',
    rows: '行',
    columns: '列',
    export: '导出表格',
    none: '没有设备',
    noneHint: '换一个地区，或先导入台账',
    sum: '合计 {count} 台；一条记录代表多台的按台数计',
    axis: { region: '地区', kind: '设备种类', verdict: '判定结论', age: '使用年限', fleet: '单位规模（设备台数）' },
  },
  dashboard: {
    past: '已过期',
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
