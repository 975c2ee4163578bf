import { defined } from '../engine/contracts/defined.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Case, Problem } from '../engine/contracts/problem.ts'
import { stream } from '../engine/contracts/random.ts'
import { hashOf, hashOfSet } from '../trust/sets/hash.ts'
import type { Candidate, Judge } from '../trust/contracts.ts'
import { paired } from '../trust/gate/pairs.ts'
import type { Ledger } from '../trust/ledger/ledger.ts'
import { transferRows } from '../trust/transfer.ts'
import type { Elsewhere, TransferRow } from '../trust/transfer.ts'
import { countLooks } from '../run/trust/counting.ts'

/** Where a champion is tried: a problem, with a model that answers where it asks some. */
export interface Destination {
  readonly problem: Problem
  readonly model?: string
  readonly judge: Judge
  /** What it is held against there. */
  readonly baseline: Candidate
}

/** The held-out cases of a problem, by their sets. */
const heldOutOf = ({ heldOut }: Problem): readonly Case[] =>
  heldOut.flatMap(({ set, cases }) => cases.map((each) => ({ ...each, name: `${set}: ${each.name}` })))

async function tryAt({ problem, model, judge, baseline }: Destination, champion: Candidate, ledger: Ledger): Promise<Elsewhere> {
  const cases = heldOutOf(problem)
  if (cases.length === 0)
    throw new TernateError('TRANSFER_CASES', `${problem.name} holds no cases out`, 'Name problems with held-out sets.')
  const sets = problem.heldOut.map(({ set }) => `heldOut/${set}` as const)
  await countLooks(ledger, problem, { sets, by: 'transfer', programs: [baseline, champion].map(({ files }) => hashOf(files).slice(0, 32)) })
  const pairs = paired(cases, await judge(baseline.files, cases), await judge(champion.files, cases))
  const set = { name: 'held out', role: 'heldOut' as const, version: 0, hash: hashOfSet(cases), cases }
  return { problem: problem.name, ...defined({ model }), direction: problem.direction, set, pairs }
}

/**
 * Tries a champion where it was not bred: on all held-out cases of other problems, or with other models, against what is known there.
 *
 * @throws TernateError `TRANSFER_CASES`, and those of the ledger
 */
export async function transfer(champion: Candidate, destinations: readonly Destination[], ledger: Ledger): Promise<readonly TransferRow[]> {
  const all: Elsewhere[] = []
  for (const destination of destinations) all.push(await tryAt(destination, champion, ledger))
  return transferRows(
    all,
    stream(`transfer/${all.map(({ problem, model, set }) => [problem, model ?? '', set.cases.length].join(' ')).join('/')}`),
  )
}
