/**
 * Where the processor time of a search goes: of a run with one worker the milliseconds an evaluation takes on the main thread, on the worker thread, in
 * the sandbox, and on V8's own threads, which compile and collect; and evaluations a processor second, of all of them together. Starting up is said by
 * itself, and so is the first half of the search, in which V8 learns the engine. Linux only.
 *
 *     node bench/threads.ts [evaluations] [rounds] [PROBLEM ...]
 */
import { readdirSync, readFileSync } from 'node:fs'
import { evolve } from '../run/evolve.ts'
import { processesFrom } from '../run/processor.ts'
import { machine, spread } from './machine.ts'
import { countOf, readWords } from './options.ts'

const words = readWords()
const numbers = words.filter((word) => /^\d/.test(word))
const named = words.filter((word) => !/^\d/.test(word))
const evaluations = countOf('evaluations', numbers[0] ?? '4000')
const rounds = countOf('rounds', numbers[1] ?? '3')
const problems = named.length === 0 ? ['template'] : named

/** Milliseconds between two looks. */
const PACE = 250

/** Who burns processor time in a run. */
const PLACES = ['main thread', 'worker thread', 'sandbox', "V8's threads", 'others'] as const
type Place = (typeof PLACES)[number]

/** Processor milliseconds, by thread. */
type Used = ReadonlyMap<string, { readonly place: Place; readonly milliseconds: number }>

function placeOf(pid: number, task: string, name: string): Place {
  if (pid !== process.pid) return name === 'bwrap' ? 'others' : 'sandbox'
  if (Number(task) === pid) return 'main thread'
  if (name.startsWith('WorkerThread')) return 'worker thread'
  return name.startsWith('V8Worker') ? "V8's threads" : 'others'
}

function look(): Used {
  const used = new Map<string, { place: Place; milliseconds: number }>()
  for (const pid of processesFrom(process.pid)) {
    try {
      for (const task of readdirSync(`/proc/${pid}/task`)) {
        const read = (file: string): string => readFileSync(`/proc/${pid}/task/${task}/${file}`, 'latin1')
        used.set(task, { place: placeOf(pid, task, read('comm').trim()), milliseconds: Number(read('schedstat').split(' ')[0]) / 1e6 })
      }
    } catch {
      // it has ended
    }
  }
  return used
}

/** What was burned between two looks, by place; what a thread burned that ended meanwhile is lost. */
function between(before: Used, after: Used): Record<Place, number> {
  const sums = Object.fromEntries(PLACES.map((place) => [place, 0])) as Record<Place, number>
  for (const [task, { place, milliseconds }] of after) sums[place] += milliseconds - (before.get(task)?.milliseconds ?? 0)
  return sums
}

const sumOf = (used: Record<Place, number>): number => PLACES.reduce((sum, place) => sum + used[place], 0)

/** A moment of a run: what was burned until then, and how many evaluations there were. */
interface Moment {
  readonly used: Used
  readonly made: number
}

/** Moments of one run: when its search began, at half of it, and when it ended. */
async function momentsOf(problem: string): Promise<readonly Moment[]> {
  const run = await evolve(problem, { seed: 1, evaluations, workers: 1, baselines: false })
  const moments: Moment[] = []
  let last: Moment = { used: look(), made: 0 }
  const watch = setInterval(() => {
    const { phase, evaluations: made } = run.status()
    if (phase !== 'searching') return
    last = { used: look(), made }
    if (moments.length === 0 || (moments.length === 1 && made >= evaluations / 2)) moments.push(last)
  }, PACE)
  await run.finished
  clearInterval(watch)
  return [...moments, last]
}

console.log(machine())
for (const problem of problems) {
  const rows = new Map<string, number[]>()
  const note = (name: string, value: number): void => void rows.set(name, [...(rows.get(name) ?? []), value])
  for (let round = 0; round < rounds; round++) {
    const before = look()
    const [first, half, last] = await momentsOf(problem)
    if (first === undefined || half === undefined || last === undefined) throw new Error('the search was over before it was looked at')
    note('starting up, processor seconds', sumOf(between(before, first.used)) / 1000)
    for (const [name, from, to] of [
      ['first half', first, half],
      ['second half', half, last],
    ] as const) {
      const used = between(from.used, to.used)
      const made = to.made - from.made
      for (const place of PLACES) note(`${name}: ${place}, ms an evaluation`, used[place] / made)
      note(`${name}: evaluations a processor second`, (1000 * made) / sumOf(used))
    }
  }
  console.log(`${problem}, ${evaluations} evaluations, ${rounds} rounds`)
  for (const [name, values] of rows) console.log(`${name.padEnd(60)} ${spread(values, 2).padStart(24)}`)
}
