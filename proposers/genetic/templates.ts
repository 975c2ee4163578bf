import type { Expression, Node } from 'estree'
import type { Vocabulary } from '../../engine/contracts/problem.ts'
import { parseExpression } from '../../languages/javascript/parse.ts'
import { childSites, isLeaf, type Site } from '../../languages/javascript/sites.ts'
import { same } from './same.ts'

/** A hole of a template. */
export const isHole = (node: Node): boolean => node.type === 'Identifier' && node.name === '_'

const lists = new WeakMap<readonly string[], readonly Expression[]>()

/** Those expressions of a vocabulary that parse; a list is read once. */
export function readAll(list: readonly string[] = NONE): readonly Expression[] {
  const known = lists.get(list) ?? list.flatMap((text) => parseExpression(text) ?? [])
  lists.set(list, known)
  return known
}

const NONE: readonly string[] = []

/** What stands in the holes of a template, from left to right, if the expression at a site is made from it. */
export function match(pattern: Node, site: Site): Site[] | undefined {
  if (isHole(pattern)) return [site]
  if (pattern.type !== site.node.type) return undefined
  const { operator } = pattern as { operator?: string }
  if (operator !== (site.node as { operator?: string }).operator) return undefined
  const inside = childSites({ node: pattern, key: '', index: -1 })
  if (inside.length === 0) return same(pattern, site.node) ? [] : undefined
  const parts = childSites(site)
  if (parts.length !== inside.length) return undefined
  const holes: Site[] = []
  for (const [k, part] of parts.entries()) {
    const matched = match((inside[k] as Site).node, part)
    if (matched === undefined) return undefined
    holes.push(...matched)
  }
  return holes
}

/** What a node must have in common with a template that it is made from: its type, and its operator or the function that it calls. */
function headOf(node: Node): string {
  const { operator, callee } = node as { operator?: string; callee?: { property?: { name?: string }; name?: string } }
  return `${node.type} ${operator ?? callee?.property?.name ?? callee?.name ?? ''}`
}

const heads = new WeakMap<Vocabulary, ReadonlyMap<string, readonly Expression[]>>()

function templatesOf(vocabulary: Vocabulary): ReadonlyMap<string, readonly Expression[]> {
  const known = heads.get(vocabulary)
  if (known !== undefined) return known
  const patterns = [...readAll(vocabulary.terms), ...readAll(vocabulary.functions)].filter((pattern) => !isHole(pattern))
  const made = Map.groupBy(patterns, headOf)
  heads.set(vocabulary, made)
  return made
}

/** The templates of a vocabulary that the expression at a site is made from, with what stands in their holes. */
export const matches = (site: Site, vocabulary: Vocabulary): { readonly pattern: Expression; readonly holes: readonly Site[] }[] =>
  (templatesOf(vocabulary).get(headOf(site.node)) ?? []).flatMap((pattern) => {
    const holes = match(pattern, site)
    return holes === undefined ? [] : [{ pattern, holes }]
  })

/**
 * The expressions for which others may stand when the vocabulary is closed: not those inside of a template, such as the 2 of `_ ** 2`. `sites`
 * are those of a source, parents before children.
 */
export function exchangeable(sites: readonly Site[], vocabulary: Vocabulary): Site[] {
  const fixed = new Set<Site>()
  const nodes = new Map<Node, Site>(sites.map((site) => [site.node, site]))
  const fix = (site: Site, holes: ReadonlySet<Node>): void => {
    for (const { node } of childSites(site)) {
      const own = nodes.get(node)
      if (own === undefined || holes.has(node)) continue
      fixed.add(own)
      fix(own, holes)
    }
  }
  return sites.filter((site) => {
    if (fixed.has(site)) return false
    if (isLeaf(site.node)) return true
    const found = matches(site, vocabulary)
    if (found.length > 0) fix(site, new Set(found.flatMap(({ holes }) => holes.map(({ node }) => node))))
    return true
  })
}
