import { readLog, wallsIn } from '../../library/log.ts'
import { referencesFor } from '../../library/report.ts'
import type { RunRow, RunState, Summary } from '../answers.ts'
import type { Book } from './book.ts'
import { short, sourceFiles } from './cut.ts'
import { improvementsOf } from './progress.ts'
import type { Volume } from './shelf.ts'

/** Happenings that a summary lists: the last ones. */
const EVENTS = 100

/** What a run's row says when its journal has been read. */
export function rowOf(id: string, state: RunState, book: Book): RunRow {
  const { manifest, spent, champion, finish, population, digest } = book
  const validation = champion?.validation
  const best = champion?.score ?? population.best?.score
  return {
    id,
    state,
    problem: short(manifest.problem.name),
    direction: manifest.problem.direction,
    strategy: short(manifest.strategy.name),
    seed: short(manifest.seed),
    evaluations: finish?.evaluations ?? book.evaluations,
    programs: book.programs.scores.length,
    seconds: book.moment.seconds,
    ...(best === undefined ? {} : { best }),
    ...(validation === undefined ? {} : { validation }),
    ...(manifest.asking === undefined ? {} : { cost: spent.cost }),
    ...(digest === undefined ? {} : { digest }),
  }
}

/** What a run found, or has found so far. */
function championOf(book: Book): Summary['champion'] {
  const { champion, population, archive } = book
  const number = champion?.program ?? population.best?.number
  const score = champion?.score ?? population.best?.score
  if (number === undefined || score === undefined) return undefined
  const program = archive.program(number)
  if (program === undefined) return undefined
  const validation = champion?.validation ?? book.validations.get(number)?.score
  return {
    number,
    score,
    ...(validation === undefined ? {} : { validation }),
    chosen: champion !== undefined,
    size: program.size,
    source: sourceFiles(program.files),
  }
}

/** A run as a whole. */
export function summaryOf(
  { id, folder, book, glance, known: { facts, reason } }: Pick<Volume, 'id' | 'folder' | 'book' | 'glance' | 'known'>,
  state: RunState,
): Summary {
  const { manifest, budget, champion, finish } = book
  const looks = [...book.looks.values()].filter(({ program }) => program === champion?.program)
  const found = championOf(book)
  const { islands: bests } = book.sample
  const place = `runs/${id}`
  return {
    ...(book.share < 1 ? { ...glance, state } : rowOf(id, state, book)),
    read: book.share,
    manifest: { ...manifest, strategy: { ...manifest.strategy, name: short(manifest.strategy.name) }, seed: short(manifest.seed) },
    budget,
    ...(reason === undefined ? {} : { problemUnknown: short(reason, 400) }),
    ...(facts === undefined ? {} : { facts }),
    moment: book.moment,
    outcomes: book.outcomes,
    walls: wallsIn(readLog(folder)),
    islands: book.population.islands.map(({ residents, elites }, island) => {
      const best = bests[island]
      return { members: residents.length, niches: elites.length, ...(best === null || best === undefined ? {} : { best }) }
    }),
    ...(found === undefined ? {} : { champion: found }),
    heldOut: looks.map(({ set, score }) => {
      const name = set.replace(/^heldOut\//, '')
      return {
        set: name,
        ...(score === undefined ? {} : { score }),
        references: referencesFor(facts?.references ?? [], name, book.evaluations),
      }
    }),
    improvements: improvementsOf(book),
    ...(finish === undefined ? {} : { ended: finish.reason }),
    ...(book.startedAt === undefined ? {} : { startedAt: book.startedAt }),
    ...(book.lastAt === undefined ? {} : { lastAt: book.lastAt }),
    events: book.happenings.slice(-EVENTS).toReversed(),
    reproduce: [`npx ternate run --manifest ${place}`, `npx ternate verify ${place} --all`, `npx ternate show ${place} champion --source`],
  }
}
