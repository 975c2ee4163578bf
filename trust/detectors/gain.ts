import { clear, alarm, defineDetector, note } from './define.ts'
import type { Sighting } from './define.ts'
import type { DetectorPart } from '../../engine/contracts/part.ts'
import type { Files } from '../../engine/contracts/program.ts'
import type { AuditContext } from '../contracts.ts'
import { isSame, meanWorth, worth } from './means.ts'

/** A gain over the champion, taken apart. The parts add up to what the run recorded. */
interface Split {
  readonly recorded: number
  /** Recorded, and not to be had again by judging the same program on the same cases with the same random numbers. */
  readonly tamper: number
  /** Lost with other random numbers on the same cases. */
  readonly noise: number
  /** Lost on cases that steered nothing. */
  readonly overfit: number
  readonly left: number
}

/** What a run recorded of the candidate on train, where judging it again must give the same. */
function recordedOf({ candidate, log, problem }: AuditContext): number | undefined {
  if (problem.examine !== undefined || (problem.runner !== undefined && problem.runner.use !== 'isolate')) return undefined
  const found = log?.improvements.findLast(({ program }) => program === candidate.origin?.program)
  return found && (problem.direction === 'maximize' ? found.train : -found.train)
}

/** The candidate's gain on train cases, judged anew. */
async function trainGain(
  { problem, champion, candidate, judge }: AuditContext,
  seed?: string,
): Promise<{ gain?: number; champion?: number }> {
  const options = seed === undefined ? {} : { seed }
  const of = async (files: Files): Promise<number | undefined> =>
    meanWorth(problem, await judge(files, problem.train, options), problem.train)
  const [a, b] = [await of(champion.files), await of(candidate.files)]
  return a === undefined || b === undefined ? {} : { gain: b - a, champion: a }
}

/** The candidate's gain on held-out cases that both answer, by scores: rows of passes and failures have shares, which are more where it is better. */
function heldOutGain({ sets, results, problem }: AuditContext): number | undefined {
  const held = sets.filter(({ role }) => role === 'heldOut').flatMap(({ name }) => results[name] ?? [])
  const gains = held
    .map(({ champion, candidate, weight = 1 }) => ({ gain: worth(problem, candidate) - worth(problem, champion), weight }))
    .filter(({ gain: each }) => Number.isFinite(each))
  const weights = gains.reduce((sum, { weight }) => sum + weight, 0)
  return weights > 0 ? gains.reduce((sum, { gain: each, weight }) => sum + each * weight, 0) / weights : undefined
}

async function splitOf(context: AuditContext): Promise<Split | string> {
  const left = heldOutGain(context)
  const same = await trainGain(context)
  const other = await trainGain(context, 'audit/gain')
  if (left === undefined) return 'there is no held-out set to hold the gain against'
  if (same.gain === undefined || other.gain === undefined)
    return 'champion or candidate fails on a train case, so that there is no gain on train'
  const train = recordedOf(context)
  const recorded = train === undefined ? same.gain : train - (same.champion as number)
  return { recorded, tamper: recorded - same.gain, noise: same.gain - other.gain, overfit: other.gain - left, left }
}

const figure = (value: number): number => Number(value.toPrecision(6))

function sightings(split: Split): Sighting[] {
  const { recorded, tamper, noise, overfit, left } = split
  const details = { recorded: figure(recorded), tamper: figure(tamper), noise: figure(noise), overfit: figure(overfit), left: figure(left) }
  const parts = `of a gain of ${details.recorded} on train, ${details.noise} is noise, ${details.overfit} overfit, and ${details.left} is left on held-out cases`
  const found: Sighting[] = []
  if (!isSame(tamper, 0) && tamper > 0)
    found.push(alarm(`the run recorded ${details.tamper} more than judging the program again gives: ${parts}`, details))
  if (recorded > 0 && left <= 0 && !isSame(recorded, 0))
    found.push(alarm(`nothing of the gain is left, most of it was ${noise > overfit ? 'noise' : 'overfit'}: ${parts}`, details))
  if (found.length > 0) return found
  return noise + overfit > left && recorded > 0 ? [note(parts, details)] : [clear(parts, details)]
}

/** Splits the gain that a search reports into what judging again does not give, what other random numbers do not give, what other cases do not give, and the rest. */
export const gain: DetectorPart = defineDetector({
  name: 'gain',
  looksFor: 'a gain that is noise of selection, overfit to train cases, or recorded without being there',
  async examine(context) {
    const split = await splitOf(context)
    return typeof split === 'string' ? [clear(split)] : sightings(split)
  },
})
