import { hash } from 'node:crypto'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { readBytes } from '../../disk/read.ts'
import { spelledOut } from '../../engine/contracts/visible.ts'
import type { JudgedCase } from '../contracts.ts'
import { changedByte, firstDifference } from '../seal.ts'
import { hashOfSet } from '../sets/hash.ts'
import { changeText } from './change.ts'
import { casesIn, EARLY, rowsAgain } from './derive.ts'
import { evidenceText, identityOf, LARGEST_EVIDENCE, readEvidence } from './evidence.ts'
import type { ProposalEvidence } from './evidence.ts'
import { FILES } from './folder.ts'
import { pageOf } from './page.ts'
import { SEALED, sealHash, sealsIn, sealsOf } from './seals.ts'

/** Something about a proposal that was looked at, and whether it holds. */
export interface Check {
  readonly what: string
  readonly holds: boolean
  /** What differs where it does not hold, else what was looked at. */
  readonly says: string
}

/** What a proposal is held against beside itself. */
export interface Against {
  /** Text of the policy that is in force. */
  readonly policy?: string
  /** The seal that was written down when it was made. */
  readonly sealed?: string
  /** Sets as they are now: their hashes by name. */
  readonly sets?: ReadonlyMap<string, string>
  /** Judges both programs on all cases again, in the order of the evidence's. */
  readonly judge?: (evidence: ProposalEvidence) => Promise<Readonly<Record<string, readonly (readonly [JudgedCase, JudgedCase])[]>>>
  readonly onProgress?: (set: string) => void
}

const byteText = (byte: number | undefined): string =>
  byte === undefined
    ? 'the end'
    : `0x${byte.toString(16).padStart(2, '0')}${byte > 32 && byte < 127 ? ` (${String.fromCharCode(byte)})` : ''}`

/** Where a byte is, as editors count. */
function lineOf(bytes: Uint8Array, at: number): number {
  let line = 1
  for (let k = 0; k < at; k++) if (bytes[k] === 10) line += 1
  return line
}

/** Says at which byte something is not what it should be. */
const byteAt = (file: string, bytes: Uint8Array, at: number, was: number | undefined): string =>
  `${file} differs at byte ${at + 1}, line ${lineOf(bytes, at)}: it is ${byteText(bytes[at])} and was ${byteText(was)}`

/** Holds a text against what it should be. */
function against(what: string, file: string, bytes: Uint8Array, expected: Uint8Array): Check {
  const at = firstDifference(bytes, expected)
  return at === undefined
    ? { what, holds: true, says: `${file}: ${bytes.length} bytes, equal` }
    : { what, holds: false, says: byteAt(file, bytes, at, expected[at]) }
}

/** Holds a file against the seal that the page has of it. */
function sealed(file: string, bytes: Uint8Array, page: string): Check {
  const what = `seal of ${file}`
  const seal = sealsIn(page).get(file)
  if (seal === undefined) return { what, holds: false, says: `${FILES.page} has no seal of ${file}` }
  if (hash('sha256', bytes) === seal.sha256) return { what, holds: true, says: `SHA-256 ${seal.sha256}` }
  const changed = changedByte(bytes, seal)
  if (changed !== undefined) return { what, holds: false, says: byteAt(file, bytes, changed.at, changed.was) }
  const length =
    bytes.length === seal.bytes ? 'in more than one byte' : `in its length: ${bytes.length} bytes, and sealed were ${seal.bytes}`
  return { what, holds: false, says: `${file} or its seal in ${FILES.page} differs ${length}` }
}

/** Whether two texts differ in one byte alone. */
const isOneByteApart = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.reduce((count, byte, at) => count + Number(byte !== b[at]), 0) === 1

/** The table derived anew, held against the one that is reported. */
function table(evidence: ProposalEvidence, results: ProposalEvidence['results'], what: string): Check {
  const again = rowsAgain(evidence, results)
  for (const [k, row] of evidence.report.rows.entries()) {
    const now: Readonly<Record<string, unknown>> = { ...again[k] }
    const was: Readonly<Record<string, unknown>> = { ...row }
    const field = Object.keys({ ...was, ...now }).find(
      (name) => !isDeepStrictEqual(was[name], JSON.parse(JSON.stringify(now[name] ?? null)) ?? undefined),
    )
    if (field !== undefined)
      return {
        what,
        holds: false,
        says: `${field} of the row ${spelledOut(row.set)} is reported as ${JSON.stringify(was[field])} and comes to ${JSON.stringify(now[field])}`,
      }
  }
  return {
    what,
    holds: true,
    says: `${evidence.report.rows.length} rows from ${Object.values(results).reduce((sum, pairs) => sum + pairs.length, 0)} pairs of case results`,
  }
}

/** Programs and cases are those that the report names. */
function named({ report, champion, candidate, results }: ProposalEvidence): Check[] {
  const programs = (
    [
      ['champion', champion],
      ['candidate', candidate],
    ] as const
  ).map(([name, { files }]): Check => {
    const is = identityOf(files)
    return {
      what: `the ${name}`,
      holds: is === report[name],
      says: is === report[name] ? is : `the files are program ${is}, and the report is about ${report[name]}`,
    }
  })
  const sets = report.locks.flatMap(({ set, hash: locked }): Check[] => {
    const pairs = results[set]
    // a test that stopped early has judged some of the cases
    if (pairs === undefined || report.rows.some((row) => row.set === set && row.test === EARLY)) return []
    const is = hashOfSet(casesIn(pairs))
    return [
      { what: `cases of ${set}`, holds: is === locked, says: is === locked ? is : `the cases hash to ${is}, and ${locked} was locked` },
    ]
  })
  return [...programs, ...sets]
}

/** What is the same of a case when it is judged again: not how long it took. */
const lasting = ({ result, cost }: JudgedCase): unknown => JSON.parse(JSON.stringify({ result, fuel: cost.fuel }))

/** Judges again and says where that comes to something else. */
async function judged(evidence: ProposalEvidence, judge: NonNullable<Against['judge']>): Promise<Check[]> {
  const again = await judge(evidence)
  return Object.entries(evidence.results).map(([set, pairs]): Check => {
    const what = `${set}, judged again`
    for (const [k, pair] of pairs.entries())
      for (const [at, of] of (['champion', 'candidate'] as const).entries()) {
        const now = again[set]?.[k]?.[at]
        if (now !== undefined && isDeepStrictEqual(lasting(now), lasting(pair[of]))) continue
        const [is, was] = [JSON.stringify(now?.result), JSON.stringify(pair[of].result)]
        return {
          what,
          holds: false,
          says: `case ${spelledOut(pair.case)}, ${of}: reported ${was.slice(0, 200)}, computed ${(is ?? 'nothing').slice(0, 200)}`,
        }
      }
    return { what, holds: true, says: `${2 * pairs.length} case results, equal` }
  })
}

/** What is there beside the proposal itself. */
function surroundings(evidence: ProposalEvidence, seal: string, { policy, sealed: logged, sets }: Against): Check[] {
  const checks: Check[] = []
  if (policy !== undefined) checks.push(against('policy in force', SEALED.policy, Buffer.from(policy), Buffer.from(evidence.policy)))
  if (logged !== undefined)
    checks.push({
      what: 'log',
      holds: logged === seal,
      says: logged === seal ? seal : `the log has the seal ${logged}, and the files have ${seal}`,
    })
  for (const { set, version, hash: locked } of evidence.report.locks) {
    const now = sets?.get(set)
    if (sets !== undefined && version > 0 && now !== locked)
      checks.push({
        what: `set ${set}`,
        holds: false,
        says:
          now === undefined
            ? `the set ${spelledOut(set)} is gone`
            : `the set ${spelledOut(set)} hashes to ${now}, and the proposal was judged on ${locked}`,
      })
  }
  return checks
}

/** What of a proposal is made of its evidence, held against its files; a policy that is none any more is why that cannot be. */
function derived(evidence: ProposalEvidence, { page, change, stored }: Readonly<Record<'page' | 'change' | 'stored', Buffer>>): Check[] {
  const again = Buffer.from(changeText(evidence.champion.files, evidence.candidate.files))
  let pageAgain: Buffer
  try {
    pageAgain = Buffer.from(pageOf(evidence, sealsOf(evidence, again, stored)))
  } catch (error) {
    return [{ what: 'page from the evidence', holds: false, says: error instanceof Error ? error.message : String(error) }]
  }
  // a page that is one byte apart from the one that follows from the evidence is what was changed: its seals are not believed
  const sealing = (isOneByteApart(page, pageAgain) ? pageAgain : page).toString('utf8')
  return [
    sealed(FILES.change, change, sealing),
    sealed(FILES.evidence, stored, sealing),
    against('evidence as it is written', FILES.evidence, stored, Buffer.from(evidenceText(evidence))),
    against('change from the programs', FILES.change, change, again),
    against('page from the evidence', FILES.page, page, pageAgain),
    ...named(evidence),
    table(evidence, evidence.results, 'table from the case results'),
  ]
}

/**
 * Derives a proposal anew from its evidence, on whichever machine, and says of each part whether it holds: seals, the change from the programs,
 * the page from the evidence, the table from the case results and, where a judge is given, these from the programs.
 */
export async function verifyProposal(folder: string, beside: Against = {}): Promise<Check[]> {
  const files = Object.fromEntries(
    Object.values(FILES).map((name) => [name, readBytes(join(folder, name), LARGEST_EVIDENCE, { links: false })] as const),
  )
  const missing = Object.entries(files).flatMap(([name, read]): Check[] =>
    read.ok ? [] : [{ what: name, holds: false, says: `${name} ${read.why}` }],
  )
  if (missing.length > 0) return missing
  const bytesOf = (name: string): Buffer => (files[name]?.ok === true ? files[name].content : Buffer.alloc(0))
  const [page, change, stored] = [bytesOf(FILES.page), bytesOf(FILES.change), bytesOf(FILES.evidence)]
  const text = page.toString('utf8')
  // the one byte that was changed is why whatever is made of it differs, too
  const changed = sealed(FILES.evidence, stored, text)
  if (!changed.holds && changed.says.startsWith(`${FILES.evidence} differs at`)) return [changed]
  const found = readEvidence(stored.toString('utf8'))
  if (!found.ok) return [{ what: FILES.evidence, holds: false, says: `${FILES.evidence} ${found.why}` }]
  const { evidence } = found
  const own = derived(evidence, { page, change, stored })
  const again = beside.judge === undefined ? [] : await judged(evidence, beside.judge)
  return [...own, ...surroundings(evidence, sealHash(sealsOf(evidence, change, stored)), beside), ...again]
}
