import { rangeOf, type Site } from '../../languages/javascript/sites.ts'
import { type Edit, indentAt, isEditable } from '../../languages/javascript/source.ts'
import { type Workspace, drawn } from './workspace.ts'
import { round } from './build.ts'
import { near } from './constants.ts'
import { declarationsAbove, inFunctions } from './statements.ts'

/** A variable of a function that is declared with a written number. */
interface Setting {
  readonly name: string
  readonly value: number
  readonly declaration: Site
}

/** The settings that a statement at `site` may assign to: those of the function it stands in. What begins at 0 is counted, not set. */
const settingsAt = (workspace: Workspace, site: Site): Setting[] =>
  declarationsAbove(workspace, site).flatMap((declaration): Setting[] => {
    const { node } = declaration
    const item = node.type === 'VariableDeclaration' && node.declarations.length === 1 ? node.declarations[0] : undefined
    if (item?.id.type !== 'Identifier' || item.init?.type !== 'Literal') return []
    const { value } = item.init
    return typeof value === 'number' && value !== 0 ? [{ name: item.id.name, value, declaration }] : []
  })

/** The edits that make a constant a variable. */
function unfreeze({ source }: Workspace, { declaration }: Setting): Edit[] {
  const start = rangeOf(declaration.node)?.start
  return start !== undefined && source.text.startsWith('const', start) ? [{ start, end: start + 'const'.length, text: 'let' }] : []
}

/** A line at the head of a loop that changes a setting by a factor from round to round, and the edits that it needs elsewhere. */
interface Schedule {
  readonly line: string
  readonly edits: readonly Edit[]
}

/**
 * Draws a schedule for a loop that is to stand at `site`. A setting that the loop's own statements read, which `read` names, has a value of
 * the round's own there, and keeps the one it has outside of the loop; any other is assigned to.
 */
export function drawSchedule(
  workspace: Workspace,
  site: Site,
  counter: string,
  read: ReadonlySet<string> = new Set(),
): Schedule | undefined {
  const { random } = workspace
  const setting = drawn(random, settingsAt(workspace, site))
  if (setting === undefined || !isEditable(workspace.source, setting.declaration)) return undefined
  const factor = random.pick([0.1, 0.5, 0.8, 2, 3, 10])
  const line = `${setting.name} = ${setting.value} * ${factor} ** ${counter}`
  return read.has(setting.name) ? { line: `let ${line}`, edits: [] } : { line, edits: unfreeze(workspace, setting) }
}

/**
 * Assignment insertion: changes a setting in the middle of a function, so that what stands below works with another value than what stands above.
 *
 *     let step = 1; walk(step); rest(step)   ->   let step = 1; walk(step); step = 0.1; rest(step)
 */
export function reassignConstant(workspace: Workspace): Edit[] | undefined {
  const { random, source } = workspace
  const site = drawn(random, inFunctions(workspace))
  if (site === undefined) return undefined
  const setting = drawn(random, settingsAt(workspace, site))
  const start = rangeOf(site.node)?.start
  if (setting === undefined || start === undefined) return undefined
  const { value } = setting
  const next = random.next() < 0.5 ? near(value, random) : round(value * random.pick([0.01, 0.1, 10, 100, 1000]))
  return [...unfreeze(workspace, setting), { start, end: start, text: `${setting.name} = ${next}\n${indentAt(source.text, start)}` }]
}
