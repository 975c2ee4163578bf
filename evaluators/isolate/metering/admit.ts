import type { Node, Program as Tree } from 'estree'
import { DEEPEST } from '../../../languages/javascript/depth.ts'
import { eachChild } from './tree.ts'

/** Every kind of node that metering knows. What is not listed is refused, so new syntax cannot slip past the counters. */
const KNOWN = new Set(
  `Program ExpressionStatement BlockStatement EmptyStatement ReturnStatement LabeledStatement BreakStatement
  ContinueStatement IfStatement SwitchStatement SwitchCase ThrowStatement TryStatement CatchClause WhileStatement DoWhileStatement
  ForStatement ForInStatement ForOfStatement FunctionDeclaration FunctionExpression ArrowFunctionExpression VariableDeclaration
  VariableDeclarator ThisExpression ArrayExpression ObjectExpression Property UnaryExpression UpdateExpression BinaryExpression
  LogicalExpression AssignmentExpression ConditionalExpression CallExpression NewExpression MemberExpression ChainExpression
  SequenceExpression YieldExpression TemplateLiteral TaggedTemplateExpression TemplateElement SpreadElement RestElement ObjectPattern
  ArrayPattern AssignmentPattern Identifier PrivateIdentifier Literal ClassDeclaration ClassExpression ClassBody MethodDefinition
  PropertyDefinition StaticBlock Super MetaProperty ExportNamedDeclaration ExportSpecifier ExportDefaultDeclaration
  ExportAllDeclaration ImportDeclaration ImportSpecifier ImportDefaultSpecifier ImportNamespaceSpecifier`.split(/\s+/),
)

const REASONS: Readonly<Record<string, string>> = {
  ImportExpression: 'import() is not available',
  AwaitExpression: 'await is not available: a program is synchronous',
  DebuggerStatement: 'debugger is not available',
  WithStatement: 'with is not available',
}

/** Most nodes of a program; about 400 KB of source. */
const LARGEST = 100_000

/** What the trees of a program contain, or why it is not admitted. */
export type Admission = { readonly ok: true; readonly identifiers: ReadonlySet<string> } | { readonly ok: false; readonly reason: string }

/** How deeply groups are nested in a regular expression, brackets that stand for themselves counted too: V8 takes seconds to read thousands. */
function nestingOf(pattern: string): number {
  let depth = 0
  let deepest = 0
  for (const character of pattern) {
    if (character === '(') deepest = Math.max(deepest, ++depth)
    else if (character === ')') depth -= 1
  }
  return deepest
}

/** Why a single node is refused, if it is. */
function refusal(node: Node): string | undefined {
  const unlike = REASONS[node.type]
  if (unlike !== undefined) return unlike
  if (!KNOWN.has(node.type)) return `${node.type} is not available`
  if ('async' in node && node.async === true) return 'async is not available: a program is synchronous'
  if (node.type === 'ForOfStatement' && node.await) return 'await is not available: a program is synchronous'
  if (node.type === 'Literal' && 'bigint' in node) return 'BigInt is not available'
  if (node.type === 'Literal' && 'regex' in node && nestingOf(node.regex.pattern) > DEEPEST) return 'nested too deeply'
  if (node.type === 'MetaProperty' && node.meta.name === 'import') return 'import.meta is not available'
  if (node.type === 'VariableDeclaration' && !['var', 'let', 'const'].includes(node.kind)) return `${node.kind} is not available`
  if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'eval') return 'eval is not available'
  if ('attributes' in node && Array.isArray(node.attributes) && node.attributes.length > 0) return 'import attributes are not available'
  if ('decorators' in node && Array.isArray(node.decorators) && node.decorators.length > 0) return 'decorators are not available'
  return undefined
}

/** Looks at every node of a program once: gathers its identifiers, refuses what cannot be metered or has no place in a sandbox. */
export function admit(trees: ReadonlyMap<string, Tree>): Admission {
  const identifiers = new Set<string>()
  let reason: string | undefined
  let count = 0
  const look = (node: Node, depth: number): void => {
    if (reason !== undefined) return
    count += 1
    reason = depth > DEEPEST ? 'nested too deeply' : count > LARGEST ? 'too large' : refusal(node)
    if (reason !== undefined) return
    if (node.type === 'Identifier' || node.type === 'PrivateIdentifier') identifiers.add(node.name)
    eachChild(node, (child) => look(child, depth + 1))
  }
  for (const [file, tree] of trees) {
    look(tree, 0)
    if (reason !== undefined) return { ok: false, reason: trees.size === 1 ? reason : `${file}: ${reason}` }
  }
  return { ok: true, identifiers }
}
