/** A column of a list. */
export interface Column {
  key: string
  label: string
  /** The word by which the server sorts; none: not sortable. */
  sort?: string
  align?: 'right'
  width?: string
  /** On a phone the cell takes the card's whole width. */
  wide?: boolean
  /** Holds a number of a document: it breaks before its year, not anywhere. */
  code?: boolean
  /** Understood without its heading: a compact card leaves it out. */
  plain?: boolean
}
