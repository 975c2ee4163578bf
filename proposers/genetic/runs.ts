import type { Node } from 'estree'
import type { Random } from '../../engine/contracts/random.ts'
import { namesIn } from '../../languages/javascript/binding.ts'
import { rangeOf, type Site, sitesOf } from '../../languages/javascript/sites.ts'
import { type Edit, indentAt, splice } from '../../languages/javascript/source.ts'
import { type Workspace, drawn } from './workspace.ts'
import { assignedNames, mentionedNames } from './names.ts'
import { inFunctions, listAround } from './statements.ts'

/** Neighbouring statements of a function that may be repeated as a whole. */
export interface Run {
  readonly statements: readonly Site[]
  /** The statement behind the run; every run has one, since what it makes is read there or later. */
  readonly next: Site
  /** Names that the run declares. */
  readonly declared: readonly string[]
  /** Names that the run declares and that are read behind it. */
  readonly outputs: readonly string[]
  /** Those of them that are assigned to behind it. */
  readonly assigned: readonly string[]
}

/** Statements that a run is made of at most, unless told otherwise. */
const LONGEST = 6

const LEAVING = /^(Return|Break|Continue|Labeled)Statement$|^(Yield|Await)Expression$/

/** Whether control may leave a statement otherwise than at its end, or what it declares is known before it. */
function isOpen(node: Node): boolean {
  if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') return true
  return sitesOf(node).some((site) => LEAVING.test(site.node.type) && !inside(site))
}

/** Whether a site stands in a function, or a `break` or `continue` in a loop, of the statement it was found in. */
function inside(site: Site): boolean {
  const jump = site.node.type === 'BreakStatement' || site.node.type === 'ContinueStatement'
  for (let at = site.parent; at !== undefined; at = at.parent) {
    if (/Function/.test(at.node.type)) return true
    if (jump && site.node.label == null && /^(For|While|DoWhile)/.test(at.node.type)) return true
  }
  return false
}

/**
 * Draws neighbouring statements that make something which is read behind them; `worth` tells of the nodes of a statement whether it makes
 * its run worth repeating, and one of a run must. `fit` tells it of a run; those that are fit go first.
 */
export function drawRun(
  workspace: Workspace,
  worth: (statement: Site) => boolean,
  { longest = LONGEST, fit }: { readonly longest?: number; readonly fit?: (run: Run) => boolean } = {},
): Run | undefined {
  const runs: Run[] = []
  for (const last of inFunctions(workspace)) {
    const list = listAround(workspace, last)
    const end = list.indexOf(last)
    const next = list[end + 1]
    if (next === undefined) continue
    const after = list.slice(end + 1).map(({ node }) => node)
    const behind = new Set(after.flatMap((node) => [...mentionedNames(node)]))
    for (let first = end; first >= 0 && first > end - longest; first--) {
      const site = list[first] as Site
      if (isOpen(site.node) || last.index - site.index !== end - first) break
      const statements = list.slice(first, end + 1)
      const declared = statements.flatMap(({ node }) => namesIn(node))
      const outputs = declared.filter((name) => behind.has(name))
      if (outputs.length === 0 || !statements.some(worth)) continue
      runs.push({
        statements,
        next,
        declared,
        outputs,
        assigned: outputs.filter((name) => after.some((node) => assignedNames(node).has(name))),
      })
    }
  }
  const fitting = fit === undefined ? [] : runs.filter(fit)
  return drawn(workspace.random, fitting.length > 0 ? fitting : runs)
}

/** The line that gives an output of a run its name again behind it. */
export const named = ({ assigned }: Run, name: string, value: string): string =>
  `${assigned.includes(name) ? 'let' : 'const'} ${name} = ${value}`

/** Names that stand for a random draw, directly or because their definition mentions one. */
export function randomNames({ source }: Workspace): ReadonlySet<string> {
  const names = new Set(['random'])
  for (let before = 0; before < names.size;) {
    before = names.size
    for (const { node } of source.sites) {
      const made = node.type === 'VariableDeclarator' ? node.init : node.type === 'FunctionDeclaration' ? node.body : undefined
      if (made == null || (node.type === 'VariableDeclarator' && !/Function/.test(made.type))) continue
      const name = 'id' in node && node.id?.type === 'Identifier' ? node.id.name : undefined
      if (name !== undefined && [...mentionedNames(made)].some((mentioned) => names.has(mentioned))) names.add(name)
    }
  }
  return names
}

/** Makes names that the source does not use. */
export function freshNames({ source }: Workspace): (stem: string) => string {
  const used = new Set(source.script.match(/[\w$]+/g))
  return (stem) => {
    for (let k = 1; ; k++) {
      const name = `${stem}${k}`
      if (used.has(name)) continue
      used.add(name)
      return name
    }
  }
}

/** Where a statement ends, a type at its end included: the tree has none. */
function endWithType({ source }: Workspace, node: Node): number | undefined {
  const end = rangeOf(node)?.end
  if (end === undefined) return undefined
  const blank = /^\s*/.exec(source.script.slice(end))?.[0].length ?? 0
  return end + source.text.slice(end, end + blank).trimEnd().length
}

/** Text of statements with another indentation of its lines; the lines of a template literal are no lines of the program. */
const indented = (text: string, from: string, to: string): string => (text.includes('`') ? text : text.replaceAll(`\n${from}`, `\n${to}`))

/** Lines that stand before a loop, that open it, that begin and end its body, and that stand behind it. */
type Lines = Record<'before' | 'open' | 'first' | 'last' | 'behind', readonly string[]>

/** A loop around text that has the indentation `from`, as it stands where the indentation is `indent`. */
export function loopAround(text: string, from: string, indent: string, { before, open, first, last, behind }: Lines): string {
  const body = [...first, indented(text, from, `${indent}  `), ...last].map((line) => `  ${line}`)
  return [...before, ...open, ...body, '}', ...behind].join(`\n${indent}`)
}

/** Edits that write lines before, inside and behind a run, which becomes the body of the block that `open` opens, beside edits of what stands in it or around it. */
export function enclose(workspace: Workspace, run: Run, lines: Lines, others: readonly Edit[]): Edit[] {
  const { text } = workspace.source
  const start = rangeOf((run.statements[0] as Site).node)?.start
  const end = endWithType(workspace, (run.statements.at(-1) as Site).node)
  if (start === undefined || end === undefined) throw new RangeError('the run is not in the source')
  const isInside = (edit: Edit): boolean => edit.start >= start && edit.end <= end
  const changed = splice(workspace.source, others.filter(isInside))
  const indent = indentAt(text, start)
  const body = changed.slice(start, end + changed.length - text.length)
  return [{ start, end, text: loopAround(body, indent, indent, lines) }, ...others.filter((edit) => !isInside(edit))]
}

/** Repetitions to begin with: few, since each costs as much as all was before; constants are changed later. */
export const times = (random: Random): number => random.pick([2, 3, 4, 6, 8])
