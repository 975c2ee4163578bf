import { shellWord } from '../../engine/contracts/fault.ts'
import { baselinesFile, readBaselines } from '../../run/baselines.ts'
import { processorIn, readLog, wallsIn } from '../../run/log.ts'
import { referencesFor, scoresOf, worseThan } from '../../run/report.ts'
import type { RunRow, RunState, Summary } from '../api-types.ts'
import type { RunIndex } from './run-index.ts'
import { short, sourceFiles } from './truncate.ts'
import { improvementsOf } from './progress.ts'
import type { Volume } from './volume.ts'

/** Happenings that a summary lists: the last ones. */
const EVENTS = 100

/** What a run's row says when its journal has been read. */
export function rowOf(id: string, state: RunState, runIndex: RunIndex): RunRow {
  const { manifest, spent, champion, finish, improvements, islands, digest } = runIndex
  const validation = champion?.validation
  const best = improvements.at(-1)?.score ?? islands.best?.score
  return {
    id,
    state,
    ...(finish === undefined ? {} : { ended: finish.reason }),
    problem: short(manifest.problem.name),
    direction: manifest.problem.direction,
    strategy: short(manifest.strategy.name),
    seed: short(manifest.seed),
    evaluations: finish?.evaluations ?? runIndex.evaluations,
    programs: runIndex.programs.scores.length,
    seconds: runIndex.moment.seconds,
    ...(best === undefined ? {} : { best }),
    ...(champion === undefined ? {} : { chosen: { number: champion.program, train: champion.score } }),
    ...(validation === undefined ? {} : { validation }),
    ...(manifest.asking === undefined ? {} : { cost: spent.cost }),
    ...(digest === undefined ? {} : { digest }),
  }
}

/** The champion, which a journal's end names before the rest has been read, or the best program so far. */
function championOf(runIndex: RunIndex, { chosen, validation }: RunRow): Summary['champion'] {
  const { islands, archive } = runIndex
  const number = chosen?.number ?? islands.best?.number
  const score = chosen?.train ?? islands.best?.score
  if (number === undefined || score === undefined) return undefined
  const program = archive.program(number)
  if (program === undefined) return undefined
  const validated = chosen === undefined ? runIndex.validations.get(number)?.score : validation
  return {
    number,
    score,
    ...(validated === undefined ? {} : { validation: validated }),
    chosen: chosen !== undefined,
    size: program.size,
    source: sourceFiles(program.files),
  }
}

/** Kinds of journalEvents by which somebody or something outside of the manifest had a say in a run. */
const OUTSIDE: ReadonlySet<string> = new Set(['note', 'override', 'injection', 'extend', 'environment'])

/** Whether the manifest alone gives a run again, and the commands that do. */
function reproductionOf(
  { manifest, finish, journalEvents }: RunIndex,
  place: string,
): { readonly reproducible: boolean; readonly reproduce: string[] } {
  const steered = journalEvents.some(({ kind }) => OUTSIDE.has(kind))
  const ended = finish !== undefined && finish.reason !== 'seconds' && finish.reason !== 'stopped'
  const cassette = manifest.asking === undefined ? '' : ` --cassette ${place}`
  const reproducible = ended && !steered
  return { reproducible, reproduce: reproducible ? [`npx ternate run --manifest ${place}${cassette}`] : [] }
}

/** Baselines, and sets of one, that a page lists. */
const BASELINES = 60
const SETS = 100

/** The baselines of the run's problem beside its champion, who must have been chosen. */
function baselinesOf(
  folder: string,
  { manifest }: RunIndex,
  { chosen, validation }: RunRow,
  heldOut: Summary['heldOut'],
): Summary['baselines'] | undefined {
  const known = chosen === undefined ? undefined : readBaselines(baselinesFile(folder))
  if (known === undefined || chosen === undefined) return undefined
  const judged = known.slice(0, BASELINES).map(({ name, scores }) => ({
    name: short(name),
    scores: scores.slice(0, SETS).map(({ reason, ...each }) => ({ ...each, ...(reason === undefined ? {} : { reason: short(reason) }) })),
  }))
  return { judged, worse: worseThan(judged, scoresOf({ score: chosen.train, validation }, heldOut), manifest.problem.direction) }
}

/** A run as a whole. */
export function summaryOf(
  { id, folder, runIndex, overview, known: { facts, reason } }: Pick<Volume, 'id' | 'folder' | 'runIndex' | 'overview' | 'known'>,
  state: RunState,
): Summary {
  const { manifest, budget, champion } = runIndex
  const row = runIndex.share < 1 ? { ...overview, state } : rowOf(id, state, runIndex)
  const results = [...runIndex.heldOut.values()].filter(({ program }) => program === champion?.program)
  const found = championOf(runIndex, row)
  const { islands: bests } = runIndex.sample
  const heldOut = results.map(({ set, score }) => {
    const name = set.replace(/^heldOut\//, '')
    return {
      set: name,
      ...(score === undefined ? {} : { score }),
      references: referencesFor(facts?.references ?? [], name, runIndex.evaluations),
    }
  })
  const log = readLog(folder)
  const processor = processorIn(log)
  const baselines = runIndex.share < 1 ? undefined : baselinesOf(folder, runIndex, row, heldOut)
  const place = shellWord(`runs/${id}`)
  const { reproducible, reproduce } = reproductionOf(runIndex, place)
  return {
    ...row,
    read: runIndex.share,
    manifest: { ...manifest, strategy: { ...manifest.strategy, name: short(manifest.strategy.name) }, seed: short(manifest.seed) },
    budget,
    ...(reason === undefined ? {} : { problemUnknown: short(reason, 400) }),
    ...(facts === undefined ? {} : { facts }),
    moment: runIndex.moment,
    outcomes: runIndex.outcomes,
    ...(runIndex.spent.programsTried === undefined ? {} : { programsTried: runIndex.spent.programsTried }),
    ...(processor === undefined ? {} : { processor }),
    walls: wallsIn(log),
    islands: runIndex.islands.populations.map(({ individuals, elites }, island) => {
      const best = bests[island]
      return { individuals: individuals.length, cells: elites.length, ...(best === null || best === undefined ? {} : { best }) }
    }),
    ...(found === undefined ? {} : { champion: found }),
    heldOut,
    ...(baselines === undefined ? {} : { baselines }),
    improvements: improvementsOf(runIndex),
    ...(runIndex.startedAt === undefined ? {} : { startedAt: runIndex.startedAt }),
    ...(runIndex.lastAt === undefined ? {} : { lastAt: runIndex.lastAt }),
    events: runIndex.journalEvents.slice(-EVENTS).toReversed(),
    reproducible,
    reproduce: [...reproduce, `npx ternate verify ${place} --all`, `npx ternate show ${place} champion --source`],
  }
}
