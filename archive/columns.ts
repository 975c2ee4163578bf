import type { Columns, JournalEntry } from '../engine/contracts/index.ts'
import { type Block, blockAt, type Blocks, LAST, reading } from './blocks.ts'
import { corrupt } from './digest.ts'

/** What the journal says of a program, in the commit that brought it. */
export interface Row {
  readonly number: number
  readonly id: string
  readonly canonicalHash: string
  readonly size: number
  /** NaN for a program that did not score. */
  readonly score: number
  /** Index of that commit. */
  readonly entry: number
  /** Number of the first parent, or of the program that was edited; 0 where there is none. */
  readonly parent: number
  readonly island: number
  /** Position of the placement's kind in `PLACEMENTS`. */
  readonly placement: number
}

/** Kinds of placement by number, as the `placements` column has them. */
const PLACEMENTS = ['no-score', 'duplicate-behaviour', 'not-added', 'placed']

/** Rows that are stored together: four pages of LMDB's, nearly. */
const ROWS = 300

/** The columns in the order in which a block holds them, with their elements and how many of them a program has. Little-endian. */
const LAYOUT = [
  { name: 'scores', type: Float64Array, width: 1 },
  { name: 'ids', type: Uint32Array, width: 4 },
  { name: 'canonicalHashes', type: Uint32Array, width: 4 },
  { name: 'entries', type: Uint32Array, width: 1 },
  { name: 'parents', type: Uint32Array, width: 1 },
  { name: 'sizes', type: Uint32Array, width: 1 },
  { name: 'islands', type: Uint8Array, width: 1 },
  { name: 'placements', type: Uint8Array, width: 1 },
] as const satisfies readonly { readonly name: keyof Columns; readonly type: unknown; readonly width: number }[]

const ROW_BYTES = LAYOUT.reduce((sum, { type, width }) => sum + type.BYTES_PER_ELEMENT * width, 0)

/** The rows of the programs that these entries bring; `count` programs are known before. */
export function rowsOf(entries: Iterable<JournalEntry>, count: number): Row[] {
  const rows: Row[] = []
  for (const { index, record } of entries) {
    if (record.type !== 'commit' || record.outcome.kind !== 'evaluated') continue
    const { ticket, outcome, placement } = record
    if (outcome.program.number <= count + rows.length) continue
    rows.push({
      ...outcome.program,
      score: outcome.evaluation.score ?? Number.NaN,
      entry: index,
      parent: (ticket.kind === 'offspring' ? ticket.parents[0] : ticket.kind === 'injection' ? ticket.of : undefined) ?? 0,
      island: ticket.kind === 'offspring' ? ticket.island : 0,
      placement: Math.max(0, PLACEMENTS.indexOf(placement?.kind ?? 'no-score')),
    })
  }
  return rows
}

/** A hash of 128 bits in hexadecimal as four words. */
export const wordsOf = (hash: string): number[] => [0, 8, 16, 24].map((at) => Number.parseInt(hash.slice(at, at + 8), 16))

/** Rows turned into columns. */
export function columnsOf(rows: readonly Row[]): Columns {
  const ids = new Uint32Array(4 * rows.length)
  const hashes = new Uint32Array(4 * rows.length)
  rows.forEach(({ id, canonicalHash }, k) => {
    ids.set(wordsOf(id), 4 * k)
    hashes.set(wordsOf(canonicalHash), 4 * k)
  })
  return {
    ids,
    canonicalHashes: hashes,
    scores: Float64Array.from(rows, ({ score }) => score),
    entries: Uint32Array.from(rows, ({ entry }) => entry),
    parents: Uint32Array.from(rows, ({ parent }) => parent),
    sizes: Uint32Array.from(rows, ({ size }) => size),
    islands: Uint8Array.from(rows, ({ island }) => island),
    placements: Uint8Array.from(rows, ({ placement }) => placement),
  }
}

const bytesOf = (column: Columns[keyof Columns]): Uint8Array => new Uint8Array(column.buffer, column.byteOffset, column.byteLength)

/** Rows that follow each other as blocks, each under the number of its first program. The first begins a block. */
export function packRows(rows: readonly Row[]): Block[] {
  const blocks: Block[] = []
  for (let i = 0; i < rows.length; i += ROWS) {
    const part = rows.slice(i, i + ROWS)
    const columns = columnsOf(part)
    blocks.push({ key: part[0]?.number ?? 0, value: Buffer.concat(LAYOUT.map(({ name }) => bytesOf(columns[name]))) })
  }
  return blocks
}

/** How many rows a block has. */
const rowsIn = (value: Uint8Array): number => value.length / ROW_BYTES

/** Row `k` of a block, read field by field in the order of the layout. */
function rowIn({ key, value }: Block, k: number): Row {
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength)
  const count = rowsIn(value)
  let column = 0
  function at(bytes: number): number {
    const start = column + bytes * k
    column += bytes * count
    return start
  }
  const hash = (start: number): string =>
    [0, 4, 8, 12]
      .map((word) =>
        view
          .getUint32(start + word, true)
          .toString(16)
          .padStart(8, '0'),
      )
      .join('')
  return {
    number: key + k,
    score: view.getFloat64(at(8), true),
    id: hash(at(16)),
    canonicalHash: hash(at(16)),
    entry: view.getUint32(at(4), true),
    parent: view.getUint32(at(4), true),
    size: view.getUint32(at(4), true),
    island: view.getUint8(at(1)),
    placement: view.getUint8(at(1)),
  }
}

/** A block that holds whole rows. */
function sound(block: Block): Block {
  const count = rowsIn(block.value)
  if (Number.isInteger(count) && count > 0 && count <= ROWS) return block
  throw corrupt(`the rows from program ${block.key} on cannot be read`)
}

/** The row of a program. */
export function readRow(blocks: Blocks, number: number): Row | undefined {
  const key = number - ((number - 1) % ROWS)
  const value = number < 1 || number > LAST ? undefined : blocks.get(key)
  if (value === undefined || number - key >= rowsIn(value)) return undefined
  return rowIn(sound({ key, value }), number - key)
}

/** The rows of the last block while it has room for more, to be stored again with those that follow. */
export function openRows(blocks: Blocks): Row[] {
  const block = blockAt(blocks, LAST)
  if (block === undefined || rowsIn(block.value) === ROWS) return []
  const whole = sound(block)
  return Array.from({ length: rowsIn(block.value) }, (_, k) => rowIn(whole, k))
}

/** What is left of rows when full blocks are taken away. */
export const inOpenBlock = (rows: readonly Row[]): Row[] => rows.slice(rows.length - (rows.length % ROWS))

/** How many rows are stored. */
export function countRows(blocks: Blocks): number {
  const block = blockAt(blocks, LAST)
  return block === undefined ? 0 : block.key - 1 + rowsIn(block.value)
}

/** One column from the first program to the last, read from the disk. */
export function readColumn<Name extends keyof Columns>(blocks: Blocks, name: Name): Columns[Name] {
  const count = countRows(blocks)
  let before = 0
  for (const column of LAYOUT) {
    const bytes = column.width * column.type.BYTES_PER_ELEMENT
    if (column.name === name) {
      const whole = new column.type(count * column.width)
      const target = bytesOf(whole)
      reading(`the column of ${name}`, () => {
        let next = 1
        for (const { key, value } of blocks.getRange({})) {
          const rows = rowsIn(value)
          if (key !== next || !Number.isInteger(rows)) throw corrupt(`the row of program ${next} is missing`)
          target.set(value.subarray(before * rows, (before + bytes) * rows), bytes * (key - 1))
          next += rows
        }
      })
      return whole as Columns[Name]
    }
    before += bytes
  }
  throw new RangeError(`there is no column of ${name}`)
}

/** The number of the program with this id, found by a look along the column of ids: 20 ms at a million. */
export function findId(ids: Uint32Array, id: string): number | undefined {
  const [a, b, c, d] = wordsOf(id)
  for (let at = 0; at < ids.length; at += 4)
    if (ids[at] === a && ids[at + 1] === b && ids[at + 2] === c && ids[at + 3] === d) return 1 + at / 4
  return undefined
}
