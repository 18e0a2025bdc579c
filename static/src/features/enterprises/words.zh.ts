/** Words of this feature in Chinese, the language of the house; `words.en.ts` must have the same keys. */
export const words = {
  enterprisePicker: { hint: '企业名称开头，或统一社会信用代码', none: '没有找到这样的企业', other: '另选' },
  enterprise: {
    name: '企业名称',
    uscc: '统一社会信用代码',
    contact: '联系人',
    phone: '电话',
    address: '地址',
    total: '共 {count} 家',
    search: '企业名称或信用代码',
    none: '没有这样的企业',
    noneHint: '请换一个名称；导入台账时会自动建立企业',
    devices: '设备',
    all: '查看全部 {count} 台',
    edit: '修改资料',
    keyUser: '重点用能单位',
    keyUserUnknown: '没有登记',
    keyUserYes: '是',
    keyUserNo: '否',
    editNote: '改动前后的内容都记入操作记录',
    saved: '已保存',
  },
}
