import { hash } from 'node:crypto'
import { linkSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { firstIssue } from '../disk/issue.ts'
import { readJson } from '../disk/json.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import { stableText } from '../engine/contracts/stable.ts'
import { clearDrafts, draftName, syncFolder, unwritable } from './durable.ts'

/** What binds an entry of a log to the one before. */
export interface Link {
  /** From 1 on. */
  readonly entry: number
  /** Hash of the entry before, 64 zeros for the first. */
  readonly previous: string
  /** UTC, ISO 8601. */
  readonly at: string
  readonly hash: string
}

/** A log whose entries are files of their own: each is written whole or not at all, and of several writers one gets the next number. */
export interface Log<Body> {
  /**
   * All entries, oldest first.
   *
   * @throws TernateError `TRUST_LOG` naming the first entry that does not follow from the one before
   */
  entries(): readonly (Body & Link)[]
  /**
   * Appends what `next` makes of the entries that there are; where another writer was faster, of those that there are then. Resolves once it
   * is on disk.
   *
   * @returns the entry; undefined where `next` has nothing to add
   * @throws TernateError `TRUST_LOG`, `TRUST_UNWRITABLE`
   */
  append(next: (entries: readonly (Body & Link)[]) => Body | undefined): (Body & Link) | undefined
}

/** Bytes of one entry. */
const LARGEST = 1_000_000

/** Entries that a log may have; their names have as many digits. */
const MOST = 999_999

const FIRST = '0'.repeat(64)
const NAME = /^\d{6}\.json$/

const nameOf = (entry: number): string => `${String(entry).padStart(6, '0')}.json`

const linkSchema = z.looseObject({
  entry: z.int().positive(),
  previous: z.string().length(64),
  at: z.string().max(40),
  hash: z.string().length(64),
})

const damaged = (file: string, why: string): TernateError =>
  new TernateError(
    'TRUST_LOG',
    `${file} ${why}`,
    'Put the log back as it was, from a backup or from version control; entries are never edited.',
  )

/** Names of the entries of a log in their order. */
export function entryNames(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => NAME.test(name))
      .sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw damaged(folder, `cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`)
  }
}

/**
 * Reads one entry, and sees that it is what was sealed.
 *
 * @throws TernateError `TRUST_LOG`
 */
export function readEntry<Body extends object>(folder: string, name: string, schema: z.ZodType<Body>): Body & Link {
  const file = join(folder, name)
  const read = readJson(file, LARGEST, { links: false })
  if (!read.ok) throw damaged(file, read.why)
  const link = linkSchema.safeParse(read.content)
  if (!link.success) throw damaged(file, `is no entry of a log: ${firstIssue(link.error, read.content)}`)
  const { entry, previous, at, hash: sealed, ...body } = link.data
  if (hash('sha256', stableText({ ...body, entry, previous, at })) !== sealed) throw damaged(file, 'was edited: it does not have its hash')
  const checked = schema.safeParse(body)
  if (!checked.success) throw damaged(file, `is no entry of this log: ${firstIssue(checked.error, body)}`)
  return { ...checked.data, entry, previous, at, hash: sealed }
}

/** Opens a log; its folder is made with the first entry. */
export function openLog<Body extends object>(folder: string, schema: z.ZodType<Body>, now: () => string): Log<Body> {
  const entries = (): readonly (Body & Link)[] => {
    let previous = FIRST
    return entryNames(folder).map((name, k) => {
      if (name !== nameOf(k + 1)) throw damaged(join(folder, nameOf(k + 1)), `is missing, and ${name} is there`)
      const entry = readEntry(folder, name, schema)
      if (entry.entry !== k + 1 || entry.previous !== previous) throw damaged(join(folder, name), 'does not follow from the entry before')
      previous = entry.hash
      return entry
    })
  }

  /** Gives a draft the next number; false where that is taken. */
  const claim = (sealed: Body & Link): boolean => {
    const draft = join(folder, draftName(nameOf(sealed.entry)))
    writeFileSync(draft, `${JSON.stringify(sealed, null, 1)}\n`, { flush: true })
    try {
      linkSync(draft, join(folder, nameOf(sealed.entry)))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
      throw error
    } finally {
      rmSync(draft)
    }
    syncFolder(folder)
    return true
  }

  return {
    entries,
    append(next) {
      for (;;) {
        const before = entries()
        const body = next(before)
        if (body === undefined) return undefined
        if (before.length === MOST) throw damaged(folder, `is full, with ${MOST} entries`)
        const at = now()
        const draft = { ...body, entry: before.length + 1, previous: before.at(-1)?.hash ?? FIRST, at }
        const sealed = { ...draft, hash: hash('sha256', stableText(draft)) }
        try {
          mkdirSync(folder, { recursive: true })
          clearDrafts(folder, Date.parse(at))
          if (claim(sealed)) return sealed
        } catch (error) {
          throw unwritable(folder, error)
        }
      }
    },
  }
}
