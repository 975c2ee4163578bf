/**
 * The memory of a long search by what it keeps: hashes of programs, descent, individuals that live, and the lists of who lives; bytes a
 * program, case scores of individuals apart. Programs of three cases come one after the other, each from one parent. Each is worse
 * than those before, but for the last thousand, which come in between: `insert us` is an insertion of one of them, the median and the 99th
 * percentile. While the collector marks what is alive an insertion among many costs several times as much.
 *
 *     node --expose-gc bench/memory.ts [programs ..., default 100000 1000000]
 */
import type { CaseResult, Evaluation } from '../engine/contracts/evaluation.ts'
import type { Individual } from '../engine/contracts/individual.ts'
import type { Ref } from '../engine/contracts/ref.ts'
import { createRegistry } from '../engine/contracts/registry.ts'
import type { Ticket } from '../engine/contracts/ticket.ts'
import { createIndividual } from '../engine/population/individual.ts'
import { indexed } from '../engine/population/indexed.ts'
import { RunLineage } from '../engine/population/lineage.ts'
import { byRank } from '../engine/population/ranking.ts'
import { createDuplicateIndex } from '../engine/search/duplicates.ts'
import { strategyParts } from '../strategies/index.ts'
import { machine } from './machine.ts'
import { readSizes, refuse } from './options.ts'

const collect = globalThis.gc ?? refuse('memory wants node --expose-gc')
const registry = createRegistry(strategyParts)

/** Bytes that are held, on the heap and in typed arrays. */
function held(): number {
  for (let k = 0; k < 3; k++) collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Bytes a program that something takes, which is kept until they are counted. */
function bytesOf(programs: number, make: () => unknown): number {
  const before = held()
  const made = [make()]
  const bytes = (held() - before) / programs
  made.pop()
  return bytes
}

const ticketOf = (number: number): Ticket =>
  number === 1
    ? { kind: 'initial', number, initial: 0 }
    : { kind: 'offspring', number, island: 0, proposer: 'made-up', parents: [1 + ((number * 7919) % (number - 1))], inspirations: [] }

function evaluationOf(number: number, score: number): Evaluation {
  const scores = [1, 2, 3].map((k) => score - k / 1e9)
  const cases = scores.map((score): CaseResult => ({ verdict: 'scored', fuel: 10_000, score, metrics: {} }))
  return { set: 'train', verdict: 'scored', cases, score: scores.reduce((a, b) => a + b, 0) / 3, metrics: {}, fuel: 30_000 + number }
}

/** The individual of a program, with the parents of its ticket, as a search makes it. */
function individualOf(number: number, score = -number): Individual {
  const ticket = ticketOf(number)
  const parents = ticket.kind === 'offspring' ? ticket.parents : []
  const made = createIndividual({
    number,
    parents,
    size: number % 80,
    cell: String(number % 64),
    evaluation: evaluationOf(number, score / 7),
  })
  return made as Individual
}

const numbers = (programs: number): number[] => Array.from({ length: programs }, (_, k) => k + 1)

function hashes(programs: number): unknown {
  const index = createDuplicateIndex()
  for (let number = 1; number <= programs; number++)
    index.add((Math.imul(number, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0').repeat(4))
  return index
}

function descent(programs: number): unknown {
  const lineage = new RunLineage({ direction: 'maximize', origin: () => undefined })
  const { cases } = evaluationOf(1, 1)
  for (let number = 1; number <= programs; number++) lineage.add(ticketOf(number), cases)
  return lineage
}

/** A population of so many programs that came; `times` takes the microseconds of the last thousand insertions. */
function populated(ref: Ref, programs: number, times: number[]): ReturnType<typeof indexed> {
  const ranking = { rank: byRank('maximize'), keeps: () => false, rejects: () => false }
  const population = indexed(registry.create('survival', ref, ['use']).create(ranking))
  for (let number = 1; number <= programs - 1000; number++) population.insert(individualOf(number))
  collect()
  for (const individual of numbers(1000).map((k) => individualOf(programs - 1000 + k, -((k * 7919.5) % 1000) * (programs / 1000)))) {
    const begin = performance.now()
    population.insert(individual)
    times.push(1000 * (performance.now() - begin))
  }
  return population
}

console.log(machine())
for (const programs of readSizes([100_000, 1_000_000])) {
  const flat = { hashes: bytesOf(programs, () => hashes(programs)), descent: bytesOf(programs, () => descent(programs)) }
  const scores = bytesOf(programs, () => numbers(programs).map((number) => individualOf(number).caseScores))
  for (const ref of [{ use: 'keep-all' }, { use: 'elitist', capacity: 100 }]) {
    const times: number[] = []
    let living = 0
    const all = bytesOf(programs, () => {
      const population = populated(ref, programs, times)
      living = population.individuals.length
      return population
    })
    const population = all - (scores - 8) * (living / programs)
    const rooms = { ...flat, population, 'in all': flat.hashes + flat.descent + population }
    times.sort((a, b) => a - b)
    const at = (part: number): string | undefined => times[Math.floor(part * times.length)]?.toFixed(0)
    const said = Object.entries(rooms).map(([room, bytes]) => `${room} ${bytes.toFixed(1)}`)
    console.log(`${programs} programs, ${ref.use}, ${living} live: ${said.join(', ')}; insert us ${at(0.5)}, ${at(0.99)}`)
  }
}
