import { alarm, clear, defineDetector, note } from './define.ts'
import type { Sighting } from './define.ts'
import type { DetectorPart } from '../../engine/contracts/part.ts'
import type { Case } from '../../engine/contracts/problem.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { stableText } from '../../engine/contracts/stable.ts'
import type { AuditContext } from '../contracts.ts'
import { scoreOf, worth } from './means.ts'

/** Fewest cases whose labels are dealt anew, and most. */
const FEWEST = 4
const MOST = 200

/**
 * What `metadata.impossible` of a case says: `true`, no honest program scores above 0 there, and in a minimised problem none scores at all;
 * or the best score that an honest program can have.
 */
function passesImpossible({ problem }: AuditContext, { metadata }: Case, judged: Parameters<typeof scoreOf>[0]): boolean {
  const bound = metadata?.['impossible']
  const score = scoreOf(judged)
  if (score === undefined || (bound !== true && typeof bound !== 'number')) return false
  if (bound === true) return problem.direction === 'minimize' || score > 0
  return problem.direction === 'minimize' ? score < bound : score > bound
}

/** Cases, and the same with the label of another: each gets that of the next one that differs. Undefined where too few differ. */
function dealt(cases: readonly Case[]): { readonly own: readonly Case[]; readonly dealt: readonly Case[] } | undefined {
  const labelled = cases.filter(({ expected }) => expected !== undefined).slice(0, MOST)
  const labels = labelled.map(({ expected }) => stableText(expected))
  const others = labels.map((label, k) => {
    const step = labels.findIndex((_, ahead) => labels[(k + ahead) % labels.length] !== label)
    return step < 0 ? undefined : (k + step) % labels.length
  })
  if (labelled.length < FEWEST || others.includes(undefined)) return undefined
  return { own: labelled, dealt: labelled.map((item, k) => ({ ...item, expected: labelled[others[k] as number]?.expected })) }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/** What a program is worth on each case with its own label, and with that of another. */
interface Worths {
  readonly own: readonly number[]
  readonly dealt: readonly number[]
}

async function worthsOf({ problem, judge }: AuditContext, files: Files, cases: NonNullable<ReturnType<typeof dealt>>): Promise<Worths> {
  const by = async (list: readonly Case[]): Promise<readonly number[]> => (await judge(files, list)).map((judged) => worth(problem, judged))
  return { own: await by(cases.own), dealt: await by(cases.dealt) }
}

/** Whether the verifier heeds no labels: a program that is worth this here and that there is worth the same with the labels of others. */
const ignoresLabels = ({ own, dealt: others }: Worths): boolean =>
  own.every((value, k) => value === others[k]) && own.some((value) => value !== own[0])

/** What labels dealt anew say of the candidate. */
async function onDealt(context: AuditContext, cases: NonNullable<ReturnType<typeof dealt>>): Promise<Sighting> {
  const candidate = await worthsOf(context, context.candidate.files, cases)
  const [own, others] = [mean(candidate.own), mean(candidate.dealt)]
  if (!Number.isFinite(own)) return clear('a case did not score, so that labels dealt anew say nothing')
  if (others < own) return clear('with the labels of other cases it is worth less')
  const champion = await worthsOf(context, context.champion.files, cases)
  if (mean(champion.own) >= own)
    return clear('with the labels of other cases it is worth no less, and no more than the champion with its own')
  if (ignoresLabels(champion))
    return note('scores do not depend on the labels of cases, those of the champion no more than those of the candidate')
  return alarm(
    'with the labels of other cases it is worth as much as with their own: it does not answer the cases, it passes the verifier',
    {
      cases: cases.own.length,
    },
  )
}

async function* examine(context: AuditContext): AsyncGenerator<Sighting> {
  const cases = context.sets.flatMap((set) => set.cases.map((item, k) => ({ item, paired: context.results[set.name]?.[k] })))
  const marked = cases.filter(({ item }) => item.metadata?.['impossible'] !== undefined)
  const passed = marked.filter(({ item, paired }) => paired !== undefined && passesImpossible(context, item, paired.candidate)).length
  if (passed > 0) yield alarm(`it passes ${passed} of ${marked.length} cases that cannot be passed`, { passed, cases: marked.length })
  else yield clear(`${marked.length} impossible cases, none passed`)
  const changed = dealt(context.sets.filter(({ role }) => role === 'heldOut').flatMap((set) => set.cases))
  yield changed === undefined ? clear('too few labels that differ to deal them anew') : await onDealt(context, changed)
}

/** Has the candidate judged where nothing can be won honestly: on cases that are marked as impossible, and on cases with the labels of others. */
export const impossible: DetectorPart = defineDetector({
  name: 'impossible',
  looksFor: 'scores on cases that no honest program can pass, and scores that do not depend on the labels',
  examine,
})
