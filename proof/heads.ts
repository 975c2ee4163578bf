import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { isRun } from '../archive/folder.ts'
import { readJson } from '../disk/json.ts'
import { readLog } from '../run/log.ts'
import type { Head } from '../trust/ledger/chain.ts'

/** Folders below one that runs and proposals are looked for in. */
const DEEPEST = 4

/** Bytes that the evidence of a proposal may have. */
const LARGEST = 256 * 2 ** 20

const ledger = z.looseObject({ entry: z.number().int().positive(), head: z.string().length(64) })
const evidence = z.looseObject({ ledger: ledger.optional(), report: z.looseObject({ ledger: ledger.optional() }).optional() })

function headsOfProposal(folder: string): Head[] {
  const read = readJson(join(folder, 'evidence.json'), LARGEST, { links: false })
  const checked = read.ok ? evidence.safeParse(read.content) : undefined
  const seen = checked?.data?.report?.ledger ?? checked?.data?.ledger
  return seen === undefined ? [] : [{ entry: seen.entry, head: seen.head, where: folder }]
}

const headsOfRun = (folder: string): Head[] =>
  readLog(folder)
    .flatMap((each) => (each.type === 'counted' ? [{ entry: each.entry, head: each.head, where: folder }] : []))
    .slice(-1)

/**
 * What runs and proposals in some folders have seen of the ledger: the last head of each. A ledger that was copied back is behind them, as long
 * as one of them is at hand.
 */
export function headsIn(folders: readonly string[], depth: number = 0): readonly Head[] {
  return folders.flatMap((folder): readonly Head[] => {
    if (depth > DEEPEST || statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return []
    if (isRun(folder)) return headsOfRun(folder)
    if (existsSync(join(folder, 'evidence.json'))) return headsOfProposal(folder)
    const inner = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
      .map(({ name }) => join(folder, name))
      .sort()
    return headsIn(inner, depth + 1)
  })
}
