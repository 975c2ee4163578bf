import { type Site, sitesOf } from '../../languages/javascript/sites.ts'
import type { Workspace } from './workspace.ts'
import { calls } from './loops.ts'
import { freeNames, mentionedNames } from './names.ts'
import type { Run } from './runs.ts'

/** Whether a statement does more than to name an expression: it loops, or calls more than a function of `Math`. */
export const isWork = ({ node }: Site): boolean =>
  sitesOf(node).some(({ node: part }) => /^(For|While|DoWhile)/.test(part.type)) || calls(node, new Set(['Math']))

/** What a run makes and could as well begin with: a name that it reads, and one of the same kind that it declares. */
export function handovers(workspace: Workspace, run: Run): { readonly input: string; readonly output: string; readonly isList: boolean }[] {
  const [first] = run.statements
  const before = first === undefined ? [] : workspace.scope(first)
  const behind = workspace.scope(run.next)
  const read = new Set(run.statements.flatMap(({ node }) => [...mentionedNames(node)]))
  return run.outputs.flatMap((output) => {
    const shape = behind.find((item) => item.name === output)?.shape
    return before
      .filter(
        ({ name, shape: own }) =>
          read.has(name) && !run.declared.includes(name) && own.kind === shape?.kind && own.element?.kind === shape.element?.kind,
      )
      .filter(({ shape: own }) => own.kind === 'number' || own.kind === 'array' || own.kind === 'string')
      .map(({ name, shape: own }) => ({ input: name, output, isList: own.kind === 'array' }))
  })
}

/** Numbers that a run declares. They are handed out of loops, whether they are read yet or not: what stands around can judge by them. */
export function numbersOf(workspace: Workspace, run: Run): string[] {
  const behind = workspace.scope(run.next)
  return run.declared.filter((name) => behind.find((item) => item.name === name)?.shape.kind === 'number')
}

/** Names that statements read, without those given. */
export const readBy = (statements: readonly Site[], except: readonly string[]): ReadonlySet<string> =>
  new Set(statements.flatMap(({ node }) => [...freeNames(node)]).filter((name) => !except.includes(name)))
