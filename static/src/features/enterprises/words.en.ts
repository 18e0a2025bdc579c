import type { words as zh } from './words.zh'

/** Words of this feature in English; a key that is missing here does not compile. */
export const words: typeof zh = {
  enterprisePicker: {
    hint: 'Beginning of the name, or the credit code',
    none: 'No such enterprise',
    other: 'Choose another',
  },
  enterprise: {
    name: 'Enterprise',
    uscc: 'Credit code',
    contact: 'Contact',
    phone: 'Phone',
    address: 'Address',
    total: '{count} enterprises',
    search: 'Name or credit code',
    none: 'No such enterprise',
    noneHint: 'Try another name; imports make enterprises by themselves',
    devices: 'Devices',
    all: 'All {count} devices',
    edit: 'Edit',
    keyUser: 'Key energy-using unit',
    keyUserUnknown: 'not on record',
    keyUserYes: 'yes',
    keyUserNo: 'no',
    editNote: 'What it was and what it became stay in the audit trail',
    saved: 'Saved',
  },
}
