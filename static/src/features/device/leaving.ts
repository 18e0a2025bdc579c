/** States of use in which a device has left service, as the ledger writes them: scrapped, dismantled, deregistered. */
const LEFT: readonly string[] = ['\u62a5\u5e9f', '\u62c6\u9664', '\u6ce8\u9500']

export const hasLeft = (useState: string): boolean => LEFT.includes(useState)
