import type { Context, Proposal, Proposer, Reply, Request } from '../../engine/contracts/proposer.ts'
import { pickWeighted } from '../../engine/contracts/random.ts'
import { ownLanguages } from '../../languages/index.ts'
import { sharedOut } from '../shares.ts'
import { bodyIn } from './body.ts'
import { grow } from './grow.ts'
import { type Plan, planOf } from './plan.ts'
import { type Task, taskIn } from './task.ts'
import type { Term } from './term.ts'
import { addition, condition, crossover, deletion, literals, recombine, subtree, type Vary } from './vary.ts'

/** Options of the synthesis proposer. */
export interface SynthesisOptions {
  /** Draws of an operator before a ticket is given up. */
  readonly attempts?: number
  /** `grow`: independent random draws by types alone, the null model of what is searched here. */
  readonly method?: 'search' | 'grow'
}

type Operator = { readonly name: string; readonly weight: number } & (
  | { readonly vary: Vary }
  | { readonly make: (task: Task, plan: Plan, context: Context) => Term | undefined }
)

/** Depth of a term that is grown from nothing. */
const DEPTH = 5
/** Share of the tickets of `enumerate` that look further, where a first look has found nothing. */
const FURTHER = 0.1

/** Terms of a size from which on it is looked further for a shorter one. */
const LONG = 24

/** A term that enumeration has found: right on all train cases where there is one, else right on some. */
function enumerate(task: Task, plan: Plan, { random }: Context): Term | undefined {
  if (task.examples.length === 0) return undefined
  const further = random.next() < FURTHER
  const near = plan.found(0)
  const isLong = (near.terms[0]?.size ?? Infinity) > LONG
  const found = isLong && further ? plan.found(1) : near
  const [best] = found.terms.length > 0 ? found.terms : near.terms
  // a long one is right by chance as often as not: one that is found by looking further goes before it
  if (best !== undefined && (best.size <= LONG || further)) return best
  // those that are right most often come first, and more often
  const at = Math.floor(found.partial.length * random.next() ** 2)
  return found.partial[at]
}

const grown = (task: Task, { literals: weighed, types }: Plan, { random }: Context): Term =>
  grow(task.returns, { names: task.names, literals: weighed, types, random }, 1 + random.integer(DEPTH))

/** The synthesis proposer's operators, and their shares. */
const operators: readonly Operator[] = [
  { name: 'enumerate', weight: 20, make: enumerate },
  { name: 'typed-growth', weight: 4, make: grown },
  { name: 'typed-subtree', weight: 14, vary: subtree },
  { name: 'typed-addition', weight: 12, vary: addition },
  { name: 'typed-deletion', weight: 10, vary: deletion },
  { name: 'typed-crossover', weight: 14, vary: crossover },
  { name: 'typed-recombination', weight: 10, vary: recombine },
  { name: 'typed-condition', weight: 10, vary: condition },
  { name: 'typed-literal', weight: 8, vary: literals },
]

/** The names of the operators. */
export const synthesisOperatorNames: readonly string[] = operators.map(({ name }) => name).sort()

/** The terms of programs that have one. */
const termsOf = (shown: Context['parents'], task: Task): Term[] =>
  shown.flatMap(({ program }) => {
    const body = bodyIn(program.files, task)
    return typeof body === 'string' || body.term === undefined ? [] : [body.term]
  })

/**
 * The proposer of programs from a signature and examples. Types decide what is written: every term is well typed, and the body of the entry is one.
 * Enumeration by behaviour on train cases finds small programs and parts of larger ones (`solve.ts`); variation grows, adds, deletes and crosses terms by
 * their types. Where train cases are no examples of the entry there is variation alone.
 */
export function createSynthesis({ attempts = 12, method = 'search' }: SynthesisOptions = {}): Proposer {
  return {
    *propose(context: Context): Generator<Request, Proposal, Reply> {
      const { parents, inspirations, random, languages = ownLanguages, size } = context
      const failure = (reason: string, operator = 'none'): Proposal => ({ kind: 'failure', operator, reason })
      const task = taskIn(context)
      const [parent] = parents
      if (task === undefined || parent === undefined) return failure('the problem has no entry, or no parent')
      const body = bodyIn(parent.program.files, task)
      if (typeof body === 'string') return failure(body)
      if (task.unknown.some((why) => why.startsWith('what the entry returns'))) return failure(task.unknown.join('; '))
      const plan = planOf(task, context.vocabulary)
      const table = method === 'grow' ? operators.filter(({ name }) => name === 'typed-growth') : sharedOut(operators, context)
      if (table.length === 0) return failure('no operator is left')
      const donors = termsOf([...parents.slice(1), ...inspirations], task)
      const known = new Set([...parents, ...inspirations].map(({ program }) => program.canonicalHash))
      let tried = ''
      for (let attempt = 0; attempt < attempts; attempt++) {
        const operator = pickWeighted(table, random)
        tried = operator.name
        const term = apply(operator, { task, plan, context, parent: body.term, donors })
        if (term === undefined) continue
        const files = body.write(method === 'grow' ? term : plan.short(term))
        const made = languages.makeProgram(files)
        if (made.ok && made.program.size <= Math.max(size, parent.program.size) && !known.has(made.program.canonicalHash))
          return { kind: 'program', files, operator: operator.name }
      }
      return failure('no operator found a change', tried)
    },
  }
}

interface Subject {
  readonly task: Task
  readonly plan: Plan
  readonly context: Context
  readonly parent: Term | undefined
  readonly donors: readonly Term[]
}

function apply(operator: Operator, { task, plan, context, parent, donors }: Subject): Term | undefined {
  if ('make' in operator) return operator.make(task, plan, context)
  const { literals: weighed, types } = plan
  const garden = { names: task.names, literals: weighed, types, random: context.random }
  const from = parent ?? grown(task, plan, context)
  const bank = task.examples.length === 0 ? [] : plan.found(0).bank
  return operator.vary({ parent: from, donors, bank, garden })
}
