import type { Entry as Signature } from '../../engine/contracts/problem.ts'
import type { Context, Examples } from '../../engine/contracts/proposer.ts'
import type { Env } from './compute.ts'
import type { Name } from './term.ts'
import { typeOf } from './type-text.ts'
import { isKnown, isOfType, type Type } from './types.ts'

/** What an entry is given and is to return, once on each train case. */
export interface Example {
  readonly env: Env
  readonly expected: unknown
}

/** What is to be written: a function of typed parameters, and examples of it where there are some. */
export interface Task {
  readonly entry: string
  readonly names: readonly Name[]
  readonly returns: Type
  /** Examples by the positions of their train cases; none where inputs and outputs are not those of the entry. */
  readonly examples: readonly Example[]
  /** What is not known of the task, in words for people. */
  readonly unknown: readonly string[]
}

/** What an input is to the parameters of an entry: itself, its elements or its members; undefined where its types fit none of these. */
function envOf(input: unknown, parameters: readonly Name[]): Env | undefined {
  const fits = (env: readonly unknown[]): boolean =>
    env.length === parameters.length && env.every((value, k) => isOfType(value, (parameters[k] as Name).type))
  if (fits([input])) return [input]
  if (Array.isArray(input) && fits(input)) return [...(input as readonly unknown[])]
  if (typeof input !== 'object' || input === null) return undefined
  const members = parameters.map(({ name }) => (Object.hasOwn(input, name) ? (input as Record<string, unknown>)[name] : undefined))
  return fits(members) ? members : undefined
}

const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u

const tasks = new WeakMap<object, Task>()

/** The task of a signature and its examples; the same for the same examples. */
export function taskOf(entry: Signature, examples: Examples): Task {
  const known = tasks.get(examples)
  if (known !== undefined) return known
  const text = Object.values(examples.initial).join('\n')
  const unknown: string[] = []
  const all = entry.parameters.map(({ name, type }) => ({ name, type: typeOf(type, text) }))
  for (const { name, type } of all) if (!isKnown(type)) unknown.push(`the parameter ${name} has no type that programs are grown for`)
  const names = all.filter(({ name, type }) => NAME.test(name) && isKnown(type))
  const returns = typeOf(entry.returns, text)
  if (!isKnown(returns)) unknown.push('what the entry returns has no type that programs are grown for')
  const found = examples.cases.map(({ input, expected }): Example | undefined => {
    const env = names.length === all.length ? envOf(input, names) : undefined
    return env !== undefined && isOfType(expected, returns) ? { env, expected } : undefined
  })
  const complete = found.length > 0 && !found.includes(undefined)
  if (!complete && unknown.length === 0)
    unknown.push('cases are not inputs and outputs of the entry, so that programs are grown by their types alone')
  const task = { entry: entry.name, names, returns, examples: complete ? (found as Example[]) : [], unknown }
  tasks.set(examples, task)
  return task
}

/** The task of a context; undefined in one without a signature. */
export const taskIn = ({ entry, examples }: Pick<Context, 'entry' | 'examples'>): Task | undefined =>
  entry === undefined || examples === undefined ? undefined : taskOf(entry, examples)
