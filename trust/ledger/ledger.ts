import { closeSync, existsSync, fsyncSync, ftruncateSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import * as z from 'zod'
import { readJson } from '../../disk/json.ts'
import { readText } from '../../disk/read.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { LedgerEntry } from '../contracts.ts'
import { chainOf, mustReach, sealed } from './chain.ts'
import type { Head, Look } from './chain.ts'

/** Bytes that a ledger may have. */
const LARGEST = 512 * 2 ** 20

/** Milliseconds between two attempts to be the one who writes, and for which one tries. */
const PACE = 20
const PATIENCE = 30_000

/** What a ledger is opened with. */
export interface LedgerParts {
  /** UTC, ISO 8601. */
  readonly now: () => string
  /** Makes this process the only writer of a folder; throws a TernateError `ARCHIVE_LOCKED` while another one is. */
  readonly lock: (folder: string) => { readonly release: () => void }
  /** What others have seen of it. */
  readonly heads?: () => readonly Head[]
}

/** The looks at held-out cases that were made from a caller's folder. */
export interface Ledger {
  /**
   * All entries.
   *
   * @throws TernateError `LEDGER_DAMAGED`
   */
  entries(): readonly LedgerEntry[]
  /**
   * Writes a look down; resolves once it is on disk, and only then may anybody look.
   *
   * @throws TernateError `LEDGER_DAMAGED`, `LEDGER_BUSY`, `LEDGER_UNWRITABLE`
   */
  look(look: Look | ((entries: readonly LedgerEntry[]) => Look)): Promise<LedgerEntry>
}

const headSchema = z.strictObject({ entry: z.number().int().positive(), head: z.string().length(64) })

/** The last entry as a file of its own beside the entries, so that a cut shows. */
function ownHead(folder: string): Head[] {
  const read = readJson(join(folder, 'head.json'), 10_000, { links: false })
  if (!read.ok && read.absent) return []
  const checked = read.ok ? headSchema.safeParse(read.content) : undefined
  if (checked?.success === true) return [{ ...checked.data, where: 'head.json beside it' }]
  throw new TernateError(
    'LEDGER_DAMAGED',
    `${join(folder, 'head.json')} is no head of a ledger`,
    'Put it back as it was, from a copy with all looks.',
  )
}

function readEntries(folder: string, heads: readonly Head[]): { readonly entries: readonly LedgerEntry[]; readonly whole: number } {
  const file = join(folder, 'looks.jsonl')
  const read = readText(file, LARGEST, { links: false })
  if (!read.ok && !read.absent)
    throw new TernateError('LEDGER_DAMAGED', `the ledger ${file} ${read.why}`, 'Put it back as it was, from a copy with all looks.')
  const text = read.ok ? read.content : ''
  const entries = chainOf(text, file)
  mustReach(entries, [...ownHead(folder), ...heads], file)
  return { entries, whole: Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1)) }
}

/** Appends a line behind the whole ones and waits until it is on disk, then the head. */
function append(folder: string, entry: LedgerEntry, whole: number): void {
  const file = openSync(join(folder, 'looks.jsonl'), existsSync(join(folder, 'looks.jsonl')) ? 'r+' : 'wx+')
  try {
    ftruncateSync(file, whole)
    writeSync(file, `${JSON.stringify(entry)}\n`, whole)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  const draft = join(folder, `head.${process.pid}.draft`)
  writeFileSync(draft, `${JSON.stringify({ entry: entry.entry, head: entry.hash })}\n`, { flush: true })
  renameSync(draft, join(folder, 'head.json'))
}

/** Waits until this process is the only writer. */
async function locked(folder: string, lock: LedgerParts['lock']): Promise<{ readonly release: () => void }> {
  const tries = PATIENCE / PACE
  for (let k = 0; ; k++) {
    try {
      return lock(folder)
    } catch (error) {
      if (!(error instanceof TernateError) || error.code !== 'ARCHIVE_LOCKED') throw error
      if (k >= tries)
        throw new TernateError(
          'LEDGER_BUSY',
          `another process has been writing the ledger ${folder} for ${PATIENCE / 1000} s`,
          'Wait for it, or stop it.',
          {
            cause: error,
          },
        )
    }
    await wait(PACE)
  }
}

/** Opens a ledger; its folder is made with the first look. */
export function openLedger(folder: string, { now, lock, heads = () => [] }: LedgerParts): Ledger {
  return {
    entries: () => readEntries(folder, heads()).entries,
    async look(given) {
      try {
        mkdirSync(folder, { recursive: true })
        const { release } = await locked(folder, lock)
        try {
          const { entries, whole } = readEntries(folder, heads())
          const entry = sealed(typeof given === 'function' ? given(entries) : given, entries.at(-1), now())
          append(folder, entry, whole)
          return entry
        } finally {
          release()
        }
      } catch (error) {
        if (error instanceof TernateError) throw error
        const reason = (error as NodeJS.ErrnoException).code ?? String(error)
        throw new TernateError(
          'LEDGER_UNWRITABLE',
          `the ledger ${folder} cannot be written (${reason}), and no held-out case is looked at before that is written down`,
          'Work in a folder that you may write to, or name another one for `.ternate` with the environment variable TERNATE_FOLDER.',
          { cause: error },
        )
      }
    },
  }
}
