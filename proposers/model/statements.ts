import type { Node, Program as Tree } from 'estree'
import { namesIn } from '../../languages/javascript/binding.ts'
import type { Range } from '../../languages/javascript/blocks.ts'
import { isJavaScript } from '../../languages/javascript/modules.ts'
import { type Comment, parse } from '../../languages/javascript/parse.ts'
import { rangeOf } from '../../languages/javascript/sites.ts'

/** A statement that stands in no other one. */
export interface Statement extends Range {
  /** What it declares or imports. */
  readonly names: readonly string[]
  readonly exported: boolean
  readonly imports: boolean
}

/** A source file as a list of statements. */
export interface Outline {
  readonly text: string
  /** The text with types replaced by blanks: offsets stay. */
  readonly script: string
  readonly comments: readonly Comment[]
  readonly statements: readonly Statement[]
}

function statementOf(node: Tree['body'][number]): Statement {
  const { start, end } = rangeOf(node) ?? { start: 0, end: 0 }
  const own = node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration' ? node.declaration : node
  const named = !own || ('id' in own && own.id === null) ? [] : namesIn(own as Node)
  const imported = node.type === 'ImportDeclaration' ? node.specifiers.map(({ local }) => local.name) : []
  const listed =
    node.type === 'ExportNamedDeclaration'
      ? node.specifiers.map(({ exported }) => ('name' in exported ? exported.name : String(exported.value)))
      : []
  return { start, end, names: [...named, ...imported, ...listed], exported: node.type.startsWith('Export'), imports: imported.length > 0 }
}

/** The statements of a source file, in order; undefined for what does not parse, and for what is no JavaScript. */
export function outlineOf(name: string, text: string): Outline | undefined {
  const parsed = isJavaScript(name) ? parse(text, name) : undefined
  if (parsed?.ok !== true) return undefined
  const { script, comments, tree } = parsed
  return { text, script, comments, statements: tree.body.map(statementOf) }
}

/** What a source file exports by name. */
export const exportsOf = ({ statements }: Outline): readonly string[] =>
  statements.filter(({ exported }) => exported).flatMap(({ names }) => names)

/** What a source file declares by name. */
export const declaredIn = ({ statements }: Outline): ReadonlySet<string> => new Set(statements.flatMap(({ names }) => names))
