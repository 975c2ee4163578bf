import type { Node, Program as Tree } from 'estree'
import type { Files } from '../../engine/contracts/program.ts'
import { isJavaScript } from '../../languages/javascript/modules.ts'
import { parse } from '../../languages/javascript/parse.ts'
import { admit } from '../isolate/metering/admit.ts'
import { dataFor, dataModule } from '../isolate/metering/data.ts'
import { link } from '../isolate/metering/link.ts'
import { Unlinked } from '../isolate/metering/module.ts'
import { freshNames } from '../isolate/metering/names.ts'
import { block, call, mapChildren, print } from '../isolate/metering/tree.ts'

/** A program as one script without meters, or why it has none. */
export type Joined = { readonly ok: true; readonly script: string } | { readonly ok: false; readonly reason: string }

/** Puts calls of `power` in the place of `a ** b` and of `name **= b`: powers are left to the implementation, and are to be seen. */
function seePowers(tree: Node, power: string): Node {
  mapChildren(tree, (child) => seePowers(child, power))
  if (tree.type === 'BinaryExpression' && tree.operator === '**' && tree.left.type !== 'PrivateIdentifier')
    return call(power, tree.left, tree.right)
  if (tree.type === 'AssignmentExpression' && tree.operator === '**=' && tree.left.type === 'Identifier')
    return { ...tree, operator: '=', right: call(power, tree.left, tree.right) }
  return tree
}

function treesOf(files: Files): ReadonlyMap<string, Tree> | string {
  const trees = new Map<string, Tree>()
  for (const name of Object.keys(files).filter(isJavaScript).sort()) {
    const parsed = parse(files[name] ?? '', name)
    if (!parsed.ok) return parsed.reason
    trees.set(name, parsed.tree)
  }
  for (const name of dataFor(files, trees)) {
    const made = dataModule(name, files[name] ?? '')
    if (!made.ok) return made.reason
    trees.set(name, made.tree)
  }
  return trees
}

/**
 * Joins the files of a program into a script without meters. Its value is a function of `power` (what `**` means) and `namespace` (what an
 * object for `import * as` becomes) that runs the program's top level and returns what the main file exports.
 */
export function join(files: Files, entry: string): Joined {
  const trees = treesOf(files)
  if (typeof trees === 'string') return { ok: false, reason: trees }
  const admitted = admit(trees)
  if (!admitted.ok) return admitted
  const names = freshNames(admitted.identifiers)
  try {
    const body = seePowers(block(link(trees, entry, names)), names.number)
    return { ok: true, script: `(function (${names.number}, ${names.namespace}) { 'use strict'; return (function () ${print(body)})() })` }
  } catch (error) {
    if (error instanceof Unlinked) return { ok: false, reason: error.message }
    throw error
  }
}

/** A driver, already JavaScript, as a module in which powers are seen: they are calls of the global `power`. */
export function withSeenPowers(driver: string, power: string): string {
  const parsed = parse(driver, 'driver.js')
  return parsed.ok ? print(seePowers(parsed.tree, power)) : driver
}
