import { hash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encode } from '../../archive/canonical.ts'
import { version } from '../../run/version.ts'
import { refuse } from '../options.ts'
import { commitHere } from '../search/identity.ts'
import { OURS, PEERS } from './arms.ts'
import type { Prepared } from './cases.ts'
import type { PeerVersions } from './debian.ts'
import type { Budget } from './subjects.ts'

/** What is to be compared, written down before anything runs; seeds follow from its hash, so that nobody chooses them. */
export interface Plan {
  readonly hash: string
  readonly seeds: readonly string[]
  /** Whether budgets and seeds are those of a quick look. */
  readonly quick: boolean
  readonly subjects: readonly { readonly name: string; readonly content: string; readonly budget: Budget }[]
  readonly arms: readonly string[]
  readonly engine: string
  /** Of the engine's sources. */
  readonly commit: string
  readonly peer: PeerVersions
}

export const planFile = (out: string): string => join(out, 'plan.json')
export const rowsFile = (out: string): string => join(out, 'results.jsonl')

/** What somebody asks for on the command line. */
export interface Asked {
  readonly quick: boolean
  readonly seeds: number
}

export const budgetOf = ({ subject }: Prepared, quick: boolean): Budget => (quick ? subject.quick : subject.budget)

/** The plan for what is asked, by the sources as they are. */
function planFor(prepared: readonly Prepared[], { quick, seeds }: Asked, peer: PeerVersions): Plan {
  const planned = {
    quick,
    subjects: prepared.map((one) => ({ name: one.subject.name, content: one.content, budget: budgetOf(one, quick) })),
    arms: [OURS, ...PEERS],
    engine: version,
    commit: commitHere(),
    peer,
  }
  const whole = hash('sha256', encode({ ...planned, seeds }), 'hex')
  return { hash: whole, seeds: Array.from({ length: seeds }, (_, k) => `${whole.slice(0, 12)}-${k + 1}`), ...planned }
}

export const readPlan = (out: string): Plan | undefined =>
  existsSync(planFile(out)) ? (JSON.parse(readFileSync(planFile(out), 'utf8')) as Plan) : undefined

/** The plan of a folder: written on first use; later it must be the same, so that rows of other sources do not come among its own. */
export function settlePlan(out: string, prepared: readonly Prepared[], asked: Asked, peer: PeerVersions): Plan {
  const plan = planFor(prepared, asked, peer)
  const known = readPlan(out)
  if (known !== undefined) {
    const names = Object.keys(plan) as (keyof Plan)[]
    const changed = names.filter((name) => !['hash', 'seeds'].includes(name) && encode(plan[name]) !== encode(known[name]))
    if (known.hash !== plan.hash)
      refuse(
        `${planFile(out)} was made otherwise (${changed.join(', ') || 'seeds'}), and rows of two plans are not compared: put that back, or give another --out`,
      )
    return known
  }
  mkdirSync(out, { recursive: true })
  writeFileSync(planFile(out), `${JSON.stringify(plan, null, 2)}\n`)
  return plan
}
