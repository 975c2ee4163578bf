import type { ArchivedProgram, Files, Program } from '../engine/contracts/index.ts'
import { identify } from '../languages/index.ts'
import { type Block, blockAt, type Blocks, inBlocks, inOpenBlock, LAST, pack, reading, unpack, unpackLine } from './blocks.ts'
import { decode, encode } from './canonical.ts'
import type { Row } from './columns.ts'
import { corrupt } from './digest.ts'

/** A program as it is stored: its files. Id, canonicalHash and size stand in its row and in the journal. */
export const filesOf = ({ program }: ArchivedProgram): string => encode(program.files)

/** The lines of the programs up to number `last` as blocks. The first begins a block. */
export function packFiles(lines: readonly string[], last: number): Block[] {
  let key = last - lines.length + 1
  return inBlocks(lines).map((block) => {
    const packed = { key, value: pack(block) }
    key += block.length
    return packed
  })
}

/** The lines in the last block while it has room. */
export function openFiles(blocks: Blocks): string[] {
  const block = blockAt(blocks, LAST)
  return block === undefined ? [] : inOpenBlock(reading(`program ${block.key}`, () => unpack(block.value)))
}

/** The program of a row. Throws a TernateError `ARCHIVE_CORRUPT` when it is not what its id says. */
export function readProgram(
  blocks: Blocks,
  { number, id, canonicalHash, size }: Pick<Row, 'number' | 'id' | 'canonicalHash' | 'size'>,
): Program {
  const what = `program ${number}`
  return reading(what, () => {
    const block = blockAt(blocks, number)
    const line = block && unpackLine(block.value, number - block.key)
    if (line === undefined) throw corrupt(`${what} is missing`)
    return checked({ id, canonicalHash: canonicalHash, size, files: decode(line) as Files }, what)
  })
}

/** How many programs there are. */
export function countPrograms(blocks: Blocks): number {
  const block = blockAt(blocks, LAST)
  return block === undefined ? 0 : block.key - 1 + reading(`program ${block.key}`, () => unpack(block.value)).length
}

/** The program, if its files hash to its id. */
export function checked(program: Program, what: string): Program {
  if (identify(program.files) !== program.id) throw corrupt(`the files of ${what} do not hash to its id`)
  return program
}
