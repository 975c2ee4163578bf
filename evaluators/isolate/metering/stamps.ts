import type { Node } from 'estree'
import { eachChild } from './tree.ts'

/**
 * Whether code can put private names on objects that it did not make, such as `Math`: V8 lets it, frozen or not, where a constructor
 * returns such an object to a class that extends it and has private elements of its own. (A class that extends nothing makes its
 * instances itself, and static elements stay with their class.) Each name would hold memory for as long as the realm lives, so that
 * such code is given a realm a case.
 */
export function canStamp(node: Node): boolean {
  if ((node.type === 'ClassDeclaration' || node.type === 'ClassExpression') && node.superClass) {
    const isStamp = node.body.body.some((item) => item.type !== 'StaticBlock' && !item.static && item.key.type === 'PrivateIdentifier')
    if (isStamp) return true
  }
  let found = false
  eachChild(node, (child) => {
    found ||= canStamp(child)
  })
  return found
}
