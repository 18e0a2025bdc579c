export const KINDS = ['monthly', 'quarterly', 'special', 'annual'] as const
export type ReportKind = (typeof KINDS)[number]
