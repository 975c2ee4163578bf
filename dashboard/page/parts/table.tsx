import type { ComponentChildren, JSX } from 'preact'

/** A column of a table: its heading, and what stands in it. */
export interface Column<Row> {
  readonly head: string
  readonly cell: (row: Row) => ComponentChildren
  /** Numbers stand flush right. */
  readonly number?: boolean
  /** Makes the table sortable by this column. */
  readonly key?: string
}

interface TableProps<Row> {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly empty?: string
  readonly sort?: { readonly key: string; readonly down: boolean; readonly by: (key: string) => void }
  readonly highlight?: (row: Row) => boolean
}

/** A table with a caption for those who hear it. */
export function Table<Row>({ caption, columns, rows, empty = 'Nothing so far.', sort, highlight }: TableProps<Row>): JSX.Element {
  if (rows.length === 0) return <p class="quiet">{empty}</p>
  return (
    <div class="scroll" role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ head, number, key }) => (
              <th
                scope="col"
                key={head}
                class={number ? 'number' : undefined}
                aria-sort={sort !== undefined && key === sort.key ? (sort.down ? 'descending' : 'ascending') : undefined}
              >
                {sort !== undefined && key !== undefined ? (
                  <button type="button" class="sort" onClick={() => sort.by(key)}>
                    {head}
                    <span aria-hidden="true">{key === sort.key ? (sort.down ? ' ↓' : ' ↑') : ''}</span>
                  </button>
                ) : (
                  head
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, k) => (
            <tr key={k} class={highlight?.(row) ? 'highlight' : undefined}>
              {columns.map(({ head, cell, number }) => (
                <td key={head} class={number ? 'number' : undefined}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
