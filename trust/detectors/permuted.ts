import * as z from 'zod'
import { alarm, clear, defineDetector } from './define.ts'
import type { DetectorPart } from '../../engine/contracts/part.ts'
import type { Case } from '../../engine/contracts/problem.ts'
import type { Random } from '../../engine/contracts/random.ts'
import type { AuditContext, JudgedCase } from '../contracts.ts'
import { isSame, worth } from './means.ts'

/** Key of the random numbers that programs draw, the same for all orders and names. */
const SEED = 'audit/permuted'

/** The positions of a list in another order. */
function order(length: number, random: Random): number[] {
  const left = Array.from({ length }, (_, k) => k)
  return Array.from({ length }, () => left.splice(random.integer(left.length), 1)[0] as number)
}

/** A value in which every text that is the case's name is another one. */
function renamed(value: unknown, name: string, other: string, level = 0): unknown {
  if (value === name) return other
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || level > 64) return value
  if (Array.isArray(value)) return value.map((item) => renamed(item, name, other, level + 1))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renamed(item, name, other, level + 1)]))
}

/** How many cases are worth something else than before. */
function changed({ problem }: AuditContext, before: readonly JudgedCase[], after: readonly (JudgedCase | undefined)[]): number {
  return before.filter((each, k) => {
    const other = after[k]
    return other === undefined || !isSame(worth(problem, each), worth(problem, other))
  }).length
}

async function difference(
  context: AuditContext,
  cases: readonly Case[],
): Promise<{ readonly order: number; readonly names: number; readonly named: number }> {
  const { judge, candidate, random } = context
  const seed = { seed: SEED }
  const before = await judge(candidate.files, cases, seed)
  const positions = order(cases.length, random)
  const mixed = await judge(
    candidate.files,
    positions.map((k) => cases[k] as Case),
    seed,
  )
  const back: JudgedCase[] = []
  for (const [k, position] of positions.entries()) if (mixed[k] !== undefined) back[position] = mixed[k]
  const renames = cases.map((item): Case => {
    const name = `case-${random.integer(2 ** 31)}`
    return { ...item, name, input: renamed(item.input, item.name, name) }
  })
  const named = renames.filter(({ input }, k) => JSON.stringify(input) !== JSON.stringify(cases[k]?.input)).length
  const after = await judge(candidate.files, renames, seed)
  return { order: changed(context, before, back), names: changed(context, before, after), named }
}

/** Has the candidate judged again with the cases in another order and under other names: what it answers may depend on neither. */
export const permuted: DetectorPart = defineDetector({
  name: 'permuted',
  looksFor: 'scores that depend on the order of cases, or on what they are called',
  options: z.strictObject({
    /** Cases of a set that are judged again. */
    cases: z.int().min(2).default(60),
  }),
  async examine(context, { cases: most }) {
    const { runner, examine } = context.problem
    if (examine !== undefined) return [clear('models mark the answers, and need not mark alike twice')]
    if (runner !== undefined && runner.use !== 'isolate')
      return [clear(`the runner ${runner.use} draws by the order of cases, so that another order proves nothing`)]
    const held = context.sets
      .filter(({ role }) => role === 'heldOut')
      .flatMap(({ cases }) => cases)
      .slice(0, most)
    if (held.length < 2) return [clear('fewer than two held-out cases, which have no order')]
    const { order: byOrder, names, named } = await difference(context, held)
    const found = [
      ...(byOrder > 0 ? [alarm(`${byOrder} of ${held.length} cases are scored otherwise in another order`, { cases: byOrder })] : []),
      ...(names > 0 ? [alarm(`${names} of ${held.length} cases are scored otherwise under another name`, { cases: names })] : []),
    ]
    return found.length > 0 ? found : [clear(`${held.length} cases in another order and, ${named} of which hold theirs, under other names`)]
  },
})
