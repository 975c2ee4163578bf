import { hash } from 'node:crypto'
import { join } from 'node:path'
import process from 'node:process'
import { machine } from '../machine.ts'
import { runApart } from './apart.ts'
import type { Prepared } from './cases.ts'
import { PEER, PYTHON } from './debian.ts'
import type { Reading, Row } from './rows.ts'
import type { Budget } from './subjects.ts'
import type { Task } from './task.ts'

/** Configurations of the peer; deap/evolve.py says what they are. */
export const CONFIGURATIONS = ['docs', 'tuned', 'lex', 'mupl'] as const

/** What takes part: ours with a budget of evaluations, ours with one of processor seconds, and the peer's configurations with both. */
export const OURS = 'Ternate'
export const peerArm = (configuration: string): string => `DEAP ${configuration}`
export const PEERS: readonly string[] = CONFIGURATIONS.map(peerArm)

/** One run that is to be made: an arm on a subject with a seed. */
export interface Planned {
  readonly prepared: Prepared
  readonly seed: string
  readonly arm: string
  /** Of our runs, which budget they have; a formula's have both, since they are over when it is recovered. */
  readonly by: 'evaluations' | 'processor' | 'both'
}

/** Rows of a run as they are kept. */
const rowsOf = ({ prepared, seed, arm }: Planned, bytes: number, readings: readonly Reading[]): Row[] =>
  readings.map((reading) => ({ subject: prepared.subject.name, arm, seed, ...reading, bytes, machine: machine() }))

/** One run of ours, in a process of its own. */
export async function runOurs(planned: Planned, { evaluations, processor }: Budget, script: string): Promise<Row[]> {
  const { prepared, seed, by } = planned
  const task: Task = {
    place: prepared.place,
    seed,
    recovers: prepared.subject.kind === 'formulas',
    heldOut: prepared.subject.heldOut,
    ...(by === 'processor' ? {} : { evaluations }),
    ...(by === 'evaluations' ? {} : { processor }),
  }
  const { lines, bytes } = await runApart(process.execPath, [script, '--task', JSON.stringify(task)])
  return rowsOf(planned, bytes, [JSON.parse(lines.at(-1) ?? '{}') as Reading])
}

/** A seed as the peer takes it. */
const numberOf = (seed: string): number => Number.parseInt(hash('sha256', seed, 'hex').slice(0, 8), 16)

/** One run of the peer: looked at after so many evaluations, after as many as ours tried programs, and when its processor seconds are over. */
export async function runPeer(planned: Planned, budget: Budget, kernel: string, programs: number): Promise<Row[]> {
  const { prepared, seed, arm } = planned
  const { subject, file } = prepared
  const task = {
    kind: subject.kind,
    cases: file,
    kernel,
    configuration: arm.replace('DEAP ', ''),
    seed: numberOf(seed),
    evaluations: [...new Set([budget.evaluations, programs])].toSorted((a, b) => a - b),
    processor: budget.processor,
    sets: subject.heldOut,
  }
  const { lines, bytes } = await runApart(PYTHON, ['-W', 'ignore', join(PEER, 'evolve.py'), JSON.stringify(task)])
  // each evaluation of the peer is one whole program
  const told = lines
    .map((line) => JSON.parse(line.replaceAll('NaN', 'null')) as Reading)
    .map((one) => ({ ...one, programs: one.evaluations }))
  const readings = told.flatMap((one): Reading[] => {
    if (one.at !== 'evaluations') return [one]
    return [
      ...(one.evaluations === budget.evaluations ? [one] : []),
      ...(one.evaluations === programs ? [{ ...one, at: 'programs' as const }] : []),
    ]
  })
  return rowsOf(planned, bytes, readings)
}
