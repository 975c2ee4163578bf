import type { ArchivedProgram, Program } from '../engine/contracts/index.ts'
import { identify } from '../language/program.ts'
import { type Block, blockAt, type Blocks, inBlocks, LAST, pack, reading, unpack } from './blocks.ts'
import { decode, encode } from './canonical.ts'
import { corrupt } from './digest.ts'

type Stored = readonly [id: string, form: string, size: number, files: Program['files']]

/** Programs as blocks of canonical lines. */
export const packPrograms = (programs: readonly ArchivedProgram[]): Block[] =>
  inBlocks(programs).map((block) => ({
    key: block[0]?.number ?? 0,
    value: pack(block.map(({ program: { id, form, size, files } }) => encode([id, form, size, files] satisfies Stored))),
  }))

/** A program by its number. Throws a TernateError `ARCHIVE_CORRUPT` when it is not what its id says. */
export function readProgram(blocks: Blocks, number: number): Program | undefined {
  const block = blockAt(blocks, number)
  if (block === undefined) return undefined
  return reading(`program ${number}`, () => {
    const line = unpack(block.value)[number - block.key]
    if (line === undefined) return undefined
    const [id, form, size, files] = decode(line) as Stored
    return checked({ id, form, size, files }, `program ${number}`)
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

const key = (id: string): number => Number.parseInt(id.slice(0, 8), 16)

/** The numbers of the few programs whose ids begin like this one. */
export function numbersLike(ids: Blocks, id: string): number[] {
  const bytes = ids.get(key(id))
  return bytes === undefined ? [] : Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readUInt32LE(4 * i))
}

/** Adds a program to the index of ids; to be called inside a transaction. */
export function indexProgram(ids: Blocks, { number, program }: ArchivedProgram): void {
  const numbers = Uint32Array.from([...numbersLike(ids, program.id), number])
  const bytes = Buffer.alloc(numbers.byteLength)
  numbers.forEach((each, i) => bytes.writeUInt32LE(each, 4 * i))
  ids.putSync(key(program.id), bytes)
}
