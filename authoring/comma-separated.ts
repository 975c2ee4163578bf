/** Rows and columns of a table at most. */
const ROWS = 1_000_000
const COLUMNS = 200

/**
 * The rows of a table of comma-separated values (RFC 4180): fields in quotes may hold commas, line breaks and doubled quotes. Says what is wrong with a
 * text that is none.
 */
export function readTable(text: string): { readonly rows: readonly (readonly string[])[] } | { readonly wrong: string } {
  const rows: string[][] = []
  let row: string[] = []
  let at = text.startsWith('\ufeff') ? 1 : 0
  while (at < text.length) {
    const field = text.charAt(at) === '"' ? quotedField(text, at) : plainField(text, at)
    if (field === undefined) return { wrong: `row ${rows.length + 1} has a quote that is not closed, or text behind one` }
    row.push(field.value)
    at = field.end
    const isComma = text.charAt(at) === ','
    if (isComma && at + 1 === text.length) row.push('')
    if (isComma) {
      at += 1
      if (row.length > COLUMNS) return { wrong: `row ${rows.length + 1} has more than ${COLUMNS} columns` }
      continue
    }
    at += text.startsWith('\r\n', at) ? 2 : 1
    if (row.length > 1 || row[0] !== '') rows.push(row)
    if (rows.length > ROWS) return { wrong: `it has more than ${ROWS} rows` }
    row = []
  }
  if (row.length > 0) rows.push(row)
  const width = rows[0]?.length ?? 0
  const odd = rows.findIndex((each) => each.length !== width)
  return odd === -1 ? { rows } : { wrong: `row ${odd + 1} has ${rows[odd]?.length} columns, and the first has ${width}` }
}

interface Field {
  readonly value: string
  readonly end: number
}

function plainField(text: string, from: number): Field {
  let end = from
  while (end < text.length && !',\n\r'.includes(text.charAt(end))) end += 1
  return { value: text.slice(from, end), end }
}

function quotedField(text: string, from: number): Field | undefined {
  let value = ''
  for (let at = from + 1; ;) {
    const quote = text.indexOf('"', at)
    if (quote === -1) return undefined
    value += text.slice(at, quote)
    if (text.charAt(quote + 1) !== '"')
      return quote + 1 === text.length || ',\n\r'.includes(text.charAt(quote + 1)) ? { value, end: quote + 1 } : undefined
    value += '"'
    at = quote + 2
  }
}
