import { join } from 'node:path'
import { completeCases, readCases } from '../../authoring/cases.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Case, Problem } from '../../engine/contracts/problem.ts'
import { addCases, freezeSets, frozenSets, gatherSets } from '../../proof/sets.ts'
import { identityOf } from '../../proof/identity.ts'
import { callersLedger } from '../../run/trust/ledger.ts'
import { trustFolder } from '../../run/trust/folder.ts'
import type { GateRole } from '../../trust/contracts.ts'
import { looksAt } from '../../trust/ledger/chain.ts'
import { changesSince } from '../../trust/sets/lock.ts'
import type { SetsVersion } from '../../trust/sets/lock.ts'
import { TRACE_ID } from '../../trust/traces/app-trace.ts'
import { caseOf } from '../../trust/traces/case.ts'
import { openTraces } from '../../trust/traces/store.ts'
import { fromCaller } from '../paths.ts'
import { openProblem } from '../problem.ts'
import { print, printJson } from '../view/print.ts'
import { count, oneLine, table } from '../view/text.ts'

/** What `ternate sets` takes. */
export interface Arguments {
  readonly action: 'freeze' | 'add' | 'list'
  readonly problem: string
  readonly from: string | undefined
  readonly to: GateRole | undefined
  readonly reason: string | undefined
  readonly plugin: readonly string[] | undefined
  readonly json: boolean
}

/** What is said of a version of the sets, and of what has changed since. */
function show(
  problem: Problem,
  { version, reason, at, sets, commitment, hash }: SetsVersion,
  changes: readonly string[],
  json: boolean,
): void {
  const entries = callersLedger().entries()
  const rows = sets.map(({ name, role, cases, generated, hash: of }) => ({
    set: name,
    role,
    cases: cases.length,
    looked: role === 'heldOut' ? looksAt(entries, of) : 0,
    fresh: generated === true,
    hash: of,
  }))
  if (json) return printJson({ problem: problem.name, version, reason, at, commitment, hash, sets: rows, changes })
  print([
    `${oneLine(problem.name, 60)}, version ${version} of its sets: ${oneLine(reason, 200)}`,
    '',
    ...table(
      [
        ['set', 'role', 'cases', 'looks', 'fresh cases', 'hash'],
        ...rows.map((row) => [
          oneLine(row.set, 40),
          row.role,
          count(row.cases),
          row.role === 'heldOut' ? count(row.looked) : '',
          row.fresh ? 'made for every test' : '',
          row.hash.slice(0, 12),
        ]),
      ],
      [2, 3],
    ),
    ...(changes.length === 0 ? [] : ['', ...changes.map((change) => `changed: ${oneLine(change, 200)}`)]),
  ])
}

/** The cases of a file, or the case of a stored trace that is named by its id. */
function casesFrom(from: string, { checkCase }: Problem): readonly Case[] {
  if (!TRACE_ID.test(from)) return readCases(fromCaller(from), checkCase).cases
  return completeCases([caseOf(openTraces(join(trustFolder(), 'traces')).read(from))], `the trace ${from}`, checkCase)
}

/** The cases that are to be added, where they go, and why. */
function additions(
  { from, to, reason }: Arguments,
  problem: Problem,
): { readonly to: GateRole; readonly reason: string; readonly cases: readonly Case[] } {
  if (from === undefined || to === undefined || reason === undefined)
    throw new TernateError('USAGE', '`sets add` needs --from, --to and --reason', 'See `ternate sets --help`.')
  return { to, reason, cases: casesFrom(from, problem) }
}

/** `ternate sets`: the sets by role that a gate judges on, and their locks. */
export async function handler(given: Arguments): Promise<void> {
  const { problem } = await openProblem(given.problem, given.plugin)
  const folder = trustFolder()
  const freezing = { folder, reason: given.reason, at: new Date().toISOString() }
  if (given.action === 'list') {
    const version = frozenSets(problem, folder)
    return show(problem, version, changesSince(version, identityOf(problem), gatherSets(problem, folder)), given.json)
  }
  if (given.action === 'freeze') return show(problem, freezeSets(problem, freezing).version, [], given.json)
  const { to, reason, cases } = additions(given, problem)
  show(problem, addCases(problem, to, cases, { ...freezing, reason }).version, [], given.json)
}
